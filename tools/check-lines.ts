// No line of what is published is longer than Node can print before an error's message. The pages are exempt: a browser runs them.
import { globSync, readFileSync } from "node:fs";
import path from "node:path";

import { maxLineLength } from "./short-lines.ts";
import { root } from "./source-files.ts";

/** Lines of `text` that are too long, by number, with their lengths. */
export function tooLong(text: string): { readonly line: number; readonly length: number }[] {
  return text
    .split("\n")
    .map(({ length }, index) => ({ line: index + 1, length }))
    .filter(({ length }) => length > maxLineLength);
}

if (import.meta.main) {
  const files = ["telltale", "console"].flatMap((name) =>
    globSync(`packages/${name}/dist/*.{js,cjs,mjs,d.ts,d.cts,d.mts}`, { cwd: root }),
  );
  if (files.length < 100)
    throw new Error(`Cannot check lines: expected a build, found ${files.length} files.`);
  for (const file of files.toSorted()) {
    for (const { line, length } of tooLong(readFileSync(path.join(root, file), "utf8"))) {
      console.error(
        `${file}:${line}: ${length} characters, at most ${maxLineLength}: see tools/short-lines.ts`,
      );
      process.exitCode = 1;
    }
  }
}
