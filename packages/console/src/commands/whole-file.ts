// A file that has its name once it is whole, and leaves nothing behind when it does not become so.
import { renameSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { ProblemError } from "../problem/problem.ts";

/**
 * Writes `chunks` to `path`, with access for its owner only.
 *
 * @throws {ProblemError} when they end early, or when it cannot be written.
 */
export async function writeWholeFile(path: string, chunks: AsyncIterable<Uint8Array>): Promise<void> {
  const partial = `${path}.partial`;
  try {
    await writeFile(partial, chunks, { mode: 0o600, flush: true });
    renameSync(partial, path);
  } catch (cause) {
    rmSync(partial, { force: true });
    throw new ProblemError(
      "FILE_NOT_WRITTEN",
      `Cannot write ${path} to its end: ${(cause as Error).message}.`,
      "See the console's log.",
      { cause },
    );
  }
}
