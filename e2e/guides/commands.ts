// The commands of the documentation: blocks of `sh`, page by page, split as a reader types them.
import { spawnSync } from "node:child_process";

import { type Block, blocks } from "../../tools/docs-blocks.ts";

export interface Command {
  /** `docs/guide/alerts.md:64`, of the block. */
  readonly place: string;
  readonly text: string;
  /** The next block of the page, when it shows output. */
  readonly shown: string | undefined;
}

/** The page of a place. */
const pageOf = (place: string): string => place.replace(/:\d+$/, "");

const isOutput = ({ language }: Block): boolean => language === "" || language === "text";

/** The commands of each page that has some, in their order. */
export const commandsByPage: ReadonlyMap<string, readonly Command[]> = byPage();

function byPage(): Map<string, Command[]> {
  const pages = new Map<string, Command[]>();
  for (const [index, { place, language, code }] of blocks.entries()) {
    if (language !== "sh") continue;
    const next = blocks[index + 1];
    const shown = next !== undefined && isOutput(next) && pageOf(next.place) === pageOf(place);
    const commands = split(code).map((text) => ({ place, text, shown: shown ? next.code : undefined }));
    pages.set(pageOf(place), [...(pages.get(pageOf(place)) ?? []), ...commands]);
  }
  return pages;
}

/** Lines that belong together are one command: quotes, loops, `\` and `|` at the end. */
export function split(code: string): string[] {
  const commands: string[] = [];
  let open: string[] = [];
  for (const line of code.split("\n")) {
    if (open.length === 0 && /^\s*(?:#|$)/.test(line)) continue;
    open.push(line);
    if (!isComplete(open.join("\n"))) continue;
    commands.push(open.join("\n").trim());
    open = [];
  }
  if (open.length > 0) throw new Error(`This command has no end:\n${open.join("\n")}`);
  return commands;
}

function isComplete(text: string): boolean {
  if (/(?:\\|\||&&)$/.test(text.trimEnd())) return false;
  return spawnSync("bash", ["-n", "-c", text]).status === 0;
}
