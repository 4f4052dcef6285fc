// The source files of a project: what git would track, without installed packages, build output and tests.
import { type Dirent, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { Failure, wrongUsage } from "../failure.ts";
import { type IgnoreRules, readIgnoreRules } from "./ignore-rules.ts";

const maxFiles = 50_000;
const maxBytes = 2 * 1024 * 1024;
const excluded: ReadonlySet<string> = new Set([
  "node_modules",
  "bower_components",
  "__tests__",
  "__mocks__",
  "__fixtures__",
]);
/** Beside a package.json these are written by tools; elsewhere they are folders like others. */
const generated: ReadonlySet<string> = new Set(["dist", "build", "out", "coverage"]);

export interface SourceFile {
  /** From the folder, with forward slashes. */
  readonly name: string;
  readonly source: string;
}

/**
 * Reads the sources below `folder`, in the order of their names. Files that are too large are reported and skipped.
 *
 * @throws {Failure} when there is no such folder, or too many files.
 */
export function* readSources(
  folder: string,
  warn: (line: string) => void,
  includeTests = false,
): Generator<SourceFile> {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw wrongUsage(
      `There is no folder ${folder}.`,
      "Pass the folder with your sources, for example `src`.",
    );
  for (const name of sourceNames(folder, includeTests, warn)) {
    const file = path.join(folder, name);
    const source = readSource(file);
    if (typeof source === "string") yield { name, source };
    else warn(`${file}: ${source.why}. Skipped.`);
  }
}

function readSource(file: string): string | { readonly why: string } {
  try {
    const { size } = statSync(file);
    if (size > maxBytes) return { why: `has ${size} bytes, at most ${maxBytes} are read` };
    return readFileSync(file, "utf8");
  } catch (error) {
    return { why: (error as Error).message };
  }
}

/** Rules of a `.gitignore`, and the folder that it is in. */
interface FolderRules {
  readonly folder: string;
  readonly rules: IgnoreRules;
}

function sourceNames(root: string, includeTests: boolean, warn: (line: string) => void): readonly string[] {
  const names: string[] = [];
  const waiting: { folder: string; rules: readonly FolderRules[] }[] = [
    { folder: "", rules: rulesAbove(root) },
  ];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { folder } = next;
    const rules = [...next.rules, ...rulesIn(path.join(root, folder), folder)];
    const entries = entriesOf(path.join(root, folder), warn);
    const isPackage = entries.some((entry) => entry.name === "package.json");
    const skips = (entry: string): boolean => excluded.has(entry) || (isPackage && generated.has(entry));
    for (const entry of entries) {
      const name = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (entry.name.startsWith(".") || isIgnored(rules, name, entry.isDirectory())) continue;
      if (entry.isDirectory() && !skips(entry.name)) waiting.push({ folder: name, rules });
      if (entry.isFile() && isSource(entry.name, includeTests)) names.push(name);
    }
    if (names.length > maxFiles)
      throw new Failure(
        `${root} has more than ${maxFiles} source files.`,
        "Pass the folder of one application.",
      );
  }
  return names.toSorted();
}

/** What is in a folder. Links are neither files nor folders here: what they name is read where it is, and circles do not matter. */
function entriesOf(folder: string, warn: (line: string) => void): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    warn(`${folder}: ${(error as Error).message}. Skipped.`);
    return [];
  }
}

function isSource(name: string, includeTests: boolean): boolean {
  if (!/\.[cm]?[jt]sx?$/.test(name) || /\.d\.[cm]?ts$/.test(name) || /\.min\.[cm]?js$/.test(name))
    return false;
  return includeTests || !/\.(?:test|spec|stories|e2e)\.[cm]?[jt]sx?$/.test(name);
}

function isIgnored(all: readonly FolderRules[], name: string, isFolder: boolean): boolean {
  let ignored = false;
  for (const { folder, rules } of all) {
    const relative = folder === "" ? name : folder.startsWith("..") ? "" : name.slice(folder.length + 1);
    ignored = (relative === "" ? undefined : rules.judge(relative, isFolder)) ?? ignored;
  }
  return ignored;
}

function rulesIn(directory: string, folder: string): readonly FolderRules[] {
  try {
    return [{ folder, rules: readIgnoreRules(readFileSync(path.join(directory, ".gitignore"), "utf8")) }];
  } catch {
    return [];
  }
}

/** Rules of the folders above, up to the repository's root: their patterns count for paths from there. */
function rulesAbove(root: string): readonly FolderRules[] {
  const found: FolderRules[] = [];
  let below = "";
  for (let at = path.resolve(root); !isRepository(at) && path.dirname(at) !== at;) {
    below = below === "" ? path.basename(at) : `${path.basename(at)}/${below}`;
    at = path.dirname(at);
    const prefix = below;
    for (const { rules } of rulesIn(at, ""))
      found.unshift({
        folder: "",
        rules: { judge: (name, isFolder) => rules.judge(`${prefix}/${name}`, isFolder) },
      });
  }
  return found;
}

function isRepository(folder: string): boolean {
  return statSync(path.join(folder, ".git"), { throwIfNoEntry: false }) !== undefined;
}
