// The blocks of code in the guides and the readme, with their places.
import { readFileSync } from "node:fs";
import path from "node:path";

import { root, sourceFiles } from "./source-files.ts";

const pages = sourceFiles(".md").filter((file) => /^(?:docs\/guide\/|README\.md)/.test(file));

/** A block, and the line at which it begins: `docs/guide/alerts.md:9`. */
export interface Block {
  readonly place: string;
  readonly language: string;
  readonly code: string;
}

/** All blocks, in the order of pages and lines. A block in a list has the indentation of its fence. */
export const blocks: readonly Block[] = pages.flatMap((file) => {
  const text = readFileSync(path.join(root, file), "utf8");
  return [...text.matchAll(/^( *)```(\w*)\n([\s\S]*?)^\1```$/gm)].map(({ index, 2: language, 3: code }) => ({
    place: `${file}:${text.slice(0, index).split("\n").length}`,
    language: language!,
    code: code!,
  }));
});

/** The blocks of a language. */
export const blocksOf = (language: string): readonly Block[] =>
  blocks.filter((block) => block.language === language);
