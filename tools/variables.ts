// The names of all variables of the library and the console, for the commands for builds, which import neither and warn of names that are nearly one
// of them. `node --conditions=telltale-source tools/variables.ts` writes the list from the references, `--check` fails where it differs.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import { root } from "./source-files.ts";

const target = "packages/cli/src/known-variables.ts";
/** Derived from the declarations themselves, and what the library knows although it does not read it. */
const sources = [
  "docs/reference/settings.md",
  "docs/reference/console-options.md",
  "packages/telltale/src/options/unknown-variables.ts",
];

/** The file with the names that `texts` have in full. */
export function listOfVariables(texts: readonly string[]): string {
  const names = texts.flatMap((text) =>
    [...text.matchAll(/(?<!\w)(?:TELLTALE|OTEL)_[A-Z0-9_]*[A-Z0-9](?![\w…*])/g)].map(([name]) => name),
  );
  const lines = [...new Set(names)].toSorted().map((name) => `  "${name}",\n`);
  return `// The variables of the library and the console. Written by tools/variables.ts from the references.
export const knownVariables: readonly string[] = [
${lines.join("")}];
`;
}

if (import.meta.main) {
  const wanted = listOfVariables(sources.map((file) => readFileSync(path.join(root, file), "utf8")));
  const file = path.join(root, target);
  if (!process.argv.includes("--check")) writeFileSync(file, wanted);
  else if (readFileSync(file, "utf8") !== wanted) {
    console.error(
      `${target} does not have the variables of the references: run \`node --conditions=telltale-source tools/variables.ts\`.`,
    );
    process.exitCode = 1;
  }
}
