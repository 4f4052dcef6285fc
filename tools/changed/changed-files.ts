// Which files changed: what git says of the working tree against a commit, and the files that git does not know yet.
import { spawnSync } from "node:child_process";

import { root } from "../source-files.ts";
import { gitNames } from "./repository.ts";

/**
 * Gives the files that changed since `base` left the history of this commit, uncommitted and untracked ones included, deleted ones too.
 * Without `base`: since the merge base with `origin/main`, with the upstream of `main`, or with `main`, whichever is there first; in a
 * repository without any of them, since the last commit.
 */
export function changedFiles(base?: string, folder: string = root): readonly string[] {
  const since = base === undefined ? ownBase(folder) : mergeBase(base, folder);
  if (since === undefined) {
    throw new Error(
      `Cannot find what changed since \`${base}\`: expected a commit that shares history with HEAD.`,
    );
  }
  const changed = gitNames(["diff", "--name-only", "--no-renames", "--no-relative", "-z", since], folder);
  const untracked = gitNames(["ls-files", "--others", "--exclude-standard", "-z"], folder);
  return [...new Set([...changed, ...untracked])].toSorted();
}

function ownBase(folder: string): string {
  for (const name of ["origin/main", "main@{upstream}", "main"]) {
    const found = mergeBase(name, folder);
    if (found !== undefined) return found;
  }
  return "HEAD";
}

function mergeBase(name: string, folder: string): string | undefined {
  const { status, stdout } = spawnSync("git", ["merge-base", name, "HEAD"], {
    cwd: folder,
    encoding: "utf8",
  });
  return status === 0 ? stdout.trim() : undefined;
}
