// Files are changed only when git can give them back.
import { exitCode, Failure } from "../failure.ts";
import { changedFiles, GitError, runGit } from "../git.ts";

/** @throws {Failure} when a file has changes that are not committed, or is not in git. */
export function requireClean(root: string, files: readonly string[]): void {
  const dirty = files.length === 0 ? [] : uncommitted(root, files);
  if (dirty.length > 0)
    throw new Failure(
      `${dirty[0]} ${dirty.length === 1 ? "has" : `and ${dirty.length - 1} more have`} changes that are not committed.`,
      "Commit them first, so that you can review and undo the migration, or pass --force.",
      exitCode.usage,
    );
}

/** Asks git for the whole folder: a list of files may be longer than a command line. */
function uncommitted(root: string, files: readonly string[]): readonly string[] {
  const [prefix, found] = ask(root);
  // a folder that git does not have ends with a slash
  const folders = found.filter((one) => one.endsWith("/"));
  const names = new Set(found);
  return files.filter((file) => {
    const name = `${prefix}${file}`;
    return names.has(name) || folders.some((one) => name.startsWith(one));
  });
}

/** Where `root` is in its repository, and the files that are not committed. */
function ask(root: string): readonly [string, readonly string[]] {
  try {
    return [runGit(root, ["rev-parse", "--show-prefix"]).replace(/\r?\n$/, ""), changedFiles(root)];
  } catch (cause) {
    if (!(cause instanceof GitError)) throw cause;
    throw new Failure(
      `Cannot run git in ${root}, so the migration could not be undone: ${cause.message}.`,
      `${cause.isMissing ? "Install git" : "Run `git init` and commit first"}, or pass --force.`,
      exitCode.usage,
      { cause },
    );
  }
}
