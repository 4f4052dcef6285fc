// Writes the reference of alert rules and their JSON schema from the declaration of the rules. With `--check` it fails on a difference.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { jsonSchemaOf, referenceOf, ruleFile } from "alerts/reference";
import { root } from "./source-files.ts";

const page = `# Alert rules

<!-- Made out of packages/alerts by tools/alert-rules.ts. -->

Every field of a file of rules (YAML, JSON, or TypeScript). [Alerts](../guide/alerts.md) explains how to write, replay and test them. For editors there is a [JSON schema](alert-rules.schema.json): begin a YAML file with \`# yaml-language-server: $schema=<path of the schema>\`.

Durations are numbers with a unit, one or several: \`90s\`, \`1.5h\`, \`1h30m\`. Units are \`ms\`, \`s\`, \`m\` or \`min\`, \`h\`, \`d\` and \`w\`. They are whole milliseconds.

${referenceOf(ruleFile)}
`;
const files = new Map([
  ["docs/reference/alert-rules.md", page],
  [
    "docs/reference/alert-rules.schema.json",
    `${JSON.stringify(jsonSchemaOf(ruleFile, "Telltale alert rules"), undefined, 2)}\n`,
  ],
]);
for (const [name, text] of files) {
  const file = path.join(root, name);
  if (existsSync(file) && readFileSync(file, "utf8") === text) continue;
  if (process.argv.includes("--check")) {
    console.error(
      `${name} differs from the declaration: run \`node --conditions=telltale-source tools/alert-rules.ts\`.`,
    );
    process.exitCode = 1;
  } else {
    writeFileSync(file, text);
    console.log(`wrote ${name}`);
  }
}
