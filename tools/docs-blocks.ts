// The blocks of code in the documentation and the readmes, with their places.
import { readFileSync } from "node:fs";
import path from "node:path";

import { root, sourceFiles } from "./source-files.ts";

// decisions and the changelog describe what was
const pages = sourceFiles(".md").filter((file) => !/^(?:docs\/adr\/|CHANGELOG\.md)/.test(file));

/** A block, and the line at which it begins: `docs/guide/alerts.md:9`. Its code has no indentation of the list around it. */
export interface Block {
  readonly place: string;
  readonly language: string;
  readonly code: string;
}

/** All blocks, in the order of pages and lines. */
export const blocks: readonly Block[] = pages.flatMap((file) => {
  const text = readFileSync(path.join(root, file), "utf8");
  return [...text.matchAll(/^( *)```(\w*)\n([\s\S]*?)^\1```$/gm)].map(
    ({ index, 1: indent, 2: language, 3: code }) => ({
      place: `${file}:${text.slice(0, index).split("\n").length}`,
      language: language!,
      code: code!.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
    }),
  );
});

/** The blocks of a language. */
export const blocksOf = (language: string): readonly Block[] =>
  blocks.filter((block) => block.language === language);
