// What is published stays readable in a stack trace: no line is longer than Node can print before an error's message, and names are those
// of the source (docs/adr/037). The pages are exempt: a browser runs them.
import { globSync, readFileSync } from "node:fs";
import path from "node:path";

import { maxLineLength } from "./short-lines.ts";
import { published } from "./published.ts";
import { root } from "./source-files.ts";

/** Lines of `text` that are too long, by number, with their lengths. */
export function tooLong(text: string): { readonly line: number; readonly length: number }[] {
  return text
    .split("\n")
    .map(({ length }, index) => ({ line: index + 1, length }))
    .filter(({ length }) => length > maxLineLength);
}

const declarations = /(?<![\w$.'"`])(?:function\*?|class|const|let|var) +([\w$]+)/g;
// our own code has 10 % at most, bundled libraries 60 %; a minifier leaves less than 5 % of the names
const maxShortNames = 0.75;
const minNames = 10;

/** Whether names in `code`, JavaScript, were replaced by those of a minifier: nearly all are one or two characters long. */
export function hasLostNames(code: string): boolean {
  const names = [...code.matchAll(declarations)].map(([, name = ""]) => name);
  const short = names.filter((name) => name.length <= 2);
  return names.length >= minNames && short.length / names.length > maxShortNames;
}

if (import.meta.main) {
  const files = published.flatMap(({ folder }) =>
    globSync(`packages/${folder}/dist/{*,node/*}.{js,cjs,mjs,d.ts,d.cts,d.mts}`, { cwd: root }),
  );
  if (files.length < 100)
    throw new Error(`Cannot check lines: expected a build, found ${files.length} files.`);
  for (const file of files.toSorted()) {
    const text = readFileSync(path.join(root, file), "utf8");
    if (hasLostNames(text)) {
      console.error(`${file}: names are minified: set \`minify: false\` in the package's tsdown.config.ts`);
      process.exitCode = 1;
    }
    for (const { line, length } of tooLong(text)) {
      console.error(
        `${file}:${line}: ${length} characters, at most ${maxLineLength}: see tools/short-lines.ts`,
      );
      process.exitCode = 1;
    }
  }
}
