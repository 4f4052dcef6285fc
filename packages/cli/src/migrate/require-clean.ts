// Files are changed only when git can give them back.
import { execFileSync } from "node:child_process";
import { exitCode, Failure } from "../failure.ts";

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
  const prefix = git(root, "rev-parse", "--show-prefix").trimEnd();
  const found = entriesOf(git(root, "status", "--porcelain", "-z", "--ignored", "--", "."));
  // a folder that git does not have ends with a slash
  const folders = found.filter((one) => one.endsWith("/"));
  const names = new Set(found);
  return files.filter((file) => {
    const name = `${prefix}${file}`;
    return names.has(name) || folders.some((one) => name.startsWith(one));
  });
}

/** The paths, from the repository's root. A renamed file is followed by its old name. */
function entriesOf(printed: string): readonly string[] {
  const lines = printed.split("\0");
  return lines.flatMap((line, index) => {
    const isOldName = index > 0 && /^(?:[RC].|.[RC]) /.test(lines[index - 1]!);
    return line === "" || isOldName ? [] : [line.slice(3)];
  });
}

function git(root: string, ...args: readonly string[]): string {
  try {
    return execFileSync("git", args, {
      cwd: root,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
      maxBuffer: 1024 * 1024 * 1024,
    });
  } catch (cause) {
    const { code, stderr, message } = cause as { code?: string; stderr?: string; message: string };
    const said = stderr?.trim().split("\n")[0];
    const [what, fix] =
      code === "ENOENT"
        ? ["`git` was not found", "Install git"]
        : [said === undefined || said === "" ? message : said, "Run `git init` and commit first"];
    throw new Failure(
      `Cannot ask git about ${root}, so that the migration could not be undone: ${what}.`,
      `${fix}, or pass --force.`,
      exitCode.usage,
      { cause },
    );
  }
}
