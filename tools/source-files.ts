// The source files that git knows or would take, so that no tool walks node_modules or dist.
import { execFileSync } from "node:child_process";
import path from "node:path";

export const root: string = path.dirname(import.meta.dirname);

/** Paths from the root of all tracked or addable files that end in one of `extensions`. */
export function sourceFiles(...extensions: string[]): string[] {
  const listed = execFileSync(
    "git",
    ["ls-files", "--cached", "--others", "--exclude-standard", "--deduplicate"],
    {
      cwd: root,
      encoding: "utf8",
      maxBuffer: 64 << 20,
    },
  );
  const deleted = new Set(
    execFileSync("git", ["ls-files", "--deleted"], { cwd: root, encoding: "utf8" }).split("\n"),
  );
  return listed
    .split("\n")
    .filter((file) => !deleted.has(file) && extensions.some((extension) => file.endsWith(extension)))
    .filter((file) => !/(^|\/)fixtures\//.test(file));
}
