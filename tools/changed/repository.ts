// The files of the repository as the graph of changes sees them: those that git knows or would take, and those that a change removed.
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

import { root } from "../source-files.ts";

/** Files and folders of the repository, by their paths from the root. */
export interface Repository {
  readonly files: ReadonlySet<string>;
  /** With `/` at the end. */
  readonly folders: ReadonlySet<string>;
  /** The text of a file; empty where the change removed it. */
  text(file: string): string;
}

/** Reads which files there are. `removed` are files that the change deleted: what names them is still found. */
export function readRepository(removed: readonly string[] = []): Repository {
  const files = new Set([
    ...listed("--cached", "--others", "--exclude-standard", "--deduplicate"),
    ...removed,
  ]);
  return {
    files,
    folders: new Set([...files].flatMap(foldersOf)),
    text: (file) => (existsSync(path.join(root, file)) ? readFileSync(path.join(root, file), "utf8") : ""),
  };
}

/** The folders that a file is in, the nearest first: `a/b/c.ts` is in `a/b/` and `a/`. */
export function foldersOf(file: string): readonly string[] {
  const folders: string[] = [];
  for (let at = file.lastIndexOf("/"); at > 0; at = file.lastIndexOf("/", at - 1)) {
    folders.push(file.slice(0, at + 1));
  }
  return folders;
}

/** Runs git in a folder. Gives the names that it prints, which end in NUL. */
export function gitNames(args: readonly string[], folder: string = root): readonly string[] {
  const printed = execFileSync("git", args, { cwd: folder, encoding: "utf8", maxBuffer: 64 << 20 });
  return printed.split("\0").filter((name) => name !== "");
}

const listed = (...options: string[]): readonly string[] => gitNames(["ls-files", "-z", ...options]);
