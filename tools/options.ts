// Writes the reference of the console's options from their declarations; with `--check` it fails where the page differs.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { consoleOptions } from "../packages/console/src/config.ts";
import { nameOf, type Option, optionGroups } from "../packages/console/src/config/option.ts";
import { root } from "./source-files.ts";

const target = "docs/reference/console-options.md";
const intro = `# Console options

<!-- Written by tools/options.ts from the declarations in packages/console/src/config. -->

\`telltale-console start\` and \`telltale-console doctor\` read these options. A flag overrides its environment variable, and a variable overrides the default. An empty variable counts as unset. In a variable, a list is separated by commas, and \`true\` turns a switch on.

\`telltale-console import\`, \`export\`, \`sql\`, \`backup\`, \`token\`, \`session\` and \`retention\` take \`--url\` (\`TELLTALE_CONSOLE_URL\`), the URL of the console that they ask; \`telltale-console COMMAND --help\` lists their other options.
`;

/** The page. */
export function describeOptions(options: readonly Option<unknown>[]): string {
  const sections = optionGroups.map((group) => {
    const rows = options.filter((option) => option.group === group).map(describe);
    return `\n## ${group}\n\n| flag | variable | default | |\n| --- | --- | --- | --- |\n${rows.join("")}`;
  });
  return intro + sections.join("");
}

function describe(option: Option<unknown>): string {
  const value = /[<[]([^>\]]+?)(\.{3})?[>\]]/.exec(option.flag);
  const flag = [
    nameOf(option),
    ...(value === null ? [] : [`${value[1]!.toUpperCase()}${value[2] ? "…" : ""}`]),
  ];
  const variable = option.variable === undefined ? "" : `\`${option.variable}\``;
  const usual = option.default === undefined ? (option.defaultNote ?? "") : `\`${option.default}\``;
  const text = [sentence(option.help), ...(option.docs === undefined ? [] : [option.docs])].join(" ");
  return `| \`${flag.join(" ")}\` | ${variable} | ${usual} | ${text} |\n`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}

if (import.meta.main) {
  const text = describeOptions(Object.values(consoleOptions));
  const file = path.join(root, target);
  const same = existsSync(file) && readFileSync(file, "utf8") === text;
  if (process.argv.includes("--check") && !same) {
    console.error(
      `${target} is not what the options say: run \`node --conditions=telltale-source tools/options.ts\`.`,
    );
    process.exitCode = 1;
  } else if (!same) writeFileSync(file, text);
}
