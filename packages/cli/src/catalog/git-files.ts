// A catalog file of a git revision, with the neighbouring files that it imports, written into a folder so that it can be loaded.
// oxlint-disable-next-line own/written-files -- files of a revision, as they are
import { existsSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { filesFor } from "../code/project.ts";
import { parseModule } from "../code/source-module.ts";
import { exitCode, Failure } from "../failure.ts";
import { GitError, runGit } from "../git.ts";

/**
 * Writes `file` (relative to the working directory) of `revision` and what it imports below `folder`. Packages are those that are installed now.
 * Returns the path of the written file.
 * @throws {Failure} when git has no such revision or file.
 */
export function extractRevision(revision: string, file: string, folder: string): string {
  if (revision === "" || revision.startsWith("-"))
    throw new Failure(
      `\`${revision}\` is not a revision.`,
      "Pass a branch, tag or commit: `git:origin/main:src/catalog.ts`.",
      exitCode.usage,
    );
  const root = git(["rev-parse", "--show-toplevel"], "Run the command in the repository.").trim();
  const prefix = git(["rev-parse", "--show-prefix"], "").trim();
  const start = path.posix.normalize(path.posix.join(prefix, file.replaceAll("\\", "/")));
  const tree = git(
    ["ls-tree", "-r", "-z", "--name-only", "--full-tree", revision],
    "Pass a branch, tag or commit: `git:origin/main:src/catalog.ts`.",
  );
  const files = new Set(tree.split("\0"));
  if (!files.has(start))
    throw new Failure(
      `The revision ${revision} has no file ${start}.`,
      `Check the path; it is relative to the working directory.`,
      exitCode.usage,
    );
  const waiting = [start];
  const written = new Set<string>();
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (written.has(name)) continue;
    written.add(name);
    const text = git(["cat-file", "blob", `${revision}:${name}`], "");
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
    waiting.push(...neighbours(name, text, files), ...manifests(name, files));
    linkPackages(name, root, folder);
  }
  return path.join(folder, start);
}

function git(args: readonly string[], fix: string): string {
  try {
    return runGit(process.cwd(), args);
  } catch (cause) {
    if (!(cause instanceof GitError)) throw cause;
    if (cause.isMissing)
      throw new Failure(
        "There is no command `git`, which reads a catalog of a revision.",
        "Install git, or compare two files.",
        exitCode.usage,
        { cause },
      );
    throw new Failure(
      `git ${args[0]} failed: ${cause.message}.`,
      fix || "Check the revision and the path.",
      exitCode.usage,
      { cause },
    );
  }
}

/** Files of the tree that `text` imports by relative paths. */
function neighbours(name: string, text: string, files: ReadonlySet<string>): string[] {
  if (!/\.[cm]?[jt]s$/.test(name)) return [];
  const module = parseModule(name, text);
  if (!("program" in module)) return [];
  const reexported = [...module.exports.values()].flatMap((one) => ("from" in one ? [one.from] : []));
  return [...module.imports, ...module.stars, ...reexported].flatMap((specifier) => {
    if (!specifier.startsWith(".")) return [];
    return filesFor(specifier, name).find((file) => files.has(file)) ?? [];
  });
}

/** The package.json files above, which say whether a file is a module. */
function manifests(name: string, files: ReadonlySet<string>): string[] {
  const found: string[] = [];
  for (let folder = path.posix.dirname(name); ; folder = path.posix.dirname(folder)) {
    const manifest = folder === "." ? "package.json" : `${folder}/package.json`;
    if (files.has(manifest)) found.push(manifest);
    if (folder === ".") return found;
  }
}

/** Makes the packages of each folder above available. */
function linkPackages(name: string, root: string, into: string): void {
  for (let folder = path.posix.dirname(name); ; folder = path.posix.dirname(folder)) {
    const [installed, link] = [
      path.join(root, folder, "node_modules"),
      path.join(into, folder, "node_modules"),
    ];
    if (existsSync(installed) && !existsSync(link)) {
      mkdirSync(path.dirname(link), { recursive: true });
      symlinkSync(installed, link, "junction");
    }
    if (folder === ".") return;
  }
}
