// Writes what a command makes.
// oxlint-disable-next-line own/written-files -- the only one that writes what generators make
import { mkdirSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Written } from "quoting/written";
import { wrongUsage } from "./failure.ts";

/**
 * Writes `text`, with the folders above it. It is text of a language that the functions of `quoting` wrote: what a name holds cannot be code.
 *
 * @throws {Failure} when `file` is a folder or cannot be written.
 */
export function writeText(file: string, text: Written): void {
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory() === true)
    throw wrongUsage(`Cannot write ${file}: it is a folder.`, "Pass the path of a file to `--output`.");
  try {
    mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
    writeFileSync(file, text);
  } catch (cause) {
    throw wrongUsage(
      `Cannot write ${file}: ${(cause as Error).message}.`,
      "Pass a path that can be written to `--output`.",
    );
  }
}
