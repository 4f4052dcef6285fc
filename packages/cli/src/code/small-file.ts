// Files beside the sources that say something about them, such as `.gitignore` and `package.json`.
import { readFileSync, statSync } from "node:fs";

const maxBytes = 2 * 1024 * 1024;

/** The text of `file`; undefined when there is none, when it cannot be read or is too large, or is not a file: a pipe would never end. */
export function readSmallFile(file: string): string | undefined {
  try {
    const found = statSync(file);
    return found.isFile() && found.size <= maxBytes ? readFileSync(file, "utf8") : undefined;
  } catch {
    return undefined;
  }
}
