// The sources of a commit in which faults are planted: `packages/*/src` without tests, fixtures and what is generated.
import { execFileSync } from "node:child_process";

/** A source file, and the numbers of its lines with code, from 1. */
export interface Source {
  readonly file: string;
  /** A package, or `console (SQL)`. */
  readonly part: string;
  readonly text: string;
  readonly codeLines: readonly number[];
}

const wanted = /^packages\/[^/]+\/src\/.*\.(?:tsx?|sql)$/;
const unwanted = /\.test\.tsx?$|\.d\.ts$|\/(?:fixtures|test|generated)\//;
const generated = /^\/\/ .*\b(?:[Gg]enerated (?:by|from)|do not edit)\b/m;

/** Reads the sources as they are in `commit` of the repository at `folder`, by name. */
export function sourcesAt(folder: string, commit: string): readonly Source[] {
  const listed = git(folder, ["ls-tree", "-r", "--name-only", "--full-tree", commit, "packages"]);
  const files = listed
    .toString()
    .split("\n")
    .filter((file) => wanted.test(file) && !unwanted.test(file))
    .toSorted();
  const texts = textsAt(folder, commit, files);
  const sources = files.map((file, at) => sourceOf(file, texts[at] ?? ""));
  return sources.filter(({ text }) => !generated.test(text.slice(0, 400)));
}

/** A source of `text`, as it is at `file`. */
export function sourceOf(file: string, text: string): Source {
  const isSql = file.endsWith(".sql");
  const comment = isSql ? /^\s*(?:--|$)/ : /^\s*(?:\/\/|\/?\*|$)/;
  const [, name = ""] = file.split("/");
  return {
    file,
    part: isSql ? `${name} (SQL)` : name,
    text,
    codeLines: text.split("\n").flatMap((line, at) => (comment.test(line) ? [] : [at + 1])),
  };
}

/** The texts of `files` in `commit`, by one call: git prints a line with the size before each. */
function textsAt(folder: string, commit: string, files: readonly string[]): readonly string[] {
  const printed = git(folder, ["cat-file", "--batch"], files.map((file) => `${commit}:${file}\n`).join(""));
  let at = 0;
  return files.map(() => {
    const start = printed.indexOf("\n", at) + 1;
    const size = Number(printed.toString("latin1", at, start).trim().split(" ")[2]);
    at = start + size + 1;
    return printed.toString("utf8", start, start + size);
  });
}

function git(folder: string, args: readonly string[], input = ""): Buffer {
  return execFileSync("git", args, { cwd: folder, maxBuffer: 1 << 29, input });
}
