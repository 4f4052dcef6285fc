// The source files of a project: what git would track, without installed packages, build output and tests.
import { type Dirent, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import { Failure, wrongUsage } from "../failure.ts";
import { type IgnoreRules, readIgnoreRules } from "./ignore-rules.ts";
import { readSmallFile } from "./small-file.ts";

const maxFiles = 50_000;
const maxBytes = 2 * 1024 * 1024;
const installed: ReadonlySet<string> = new Set(["node_modules", "bower_components"]);
const testFolders: ReadonlySet<string> = new Set(["__tests__", "__mocks__", "__fixtures__"]);
/** Beside a package.json these are written by tools; elsewhere they are folders like others. */
const generated: ReadonlySet<string> = new Set(["dist", "build", "out", "coverage"]);

export interface SourceFile {
  /** From the folder, with forward slashes. */
  readonly name: string;
  readonly source: string;
}

interface ReadOptions {
  /** Files of tests, such as `a.test.ts`. */
  readonly includeTests?: boolean;
  /**
   * Receives the files that may use the sources without being sources: single-file components, ignored files, and those that are skipped. With it,
   * folders of tests are read, too.
   */
  readonly onUnread?: (file: string, text: string) => void;
}

/**
 * Reads the sources below `folder`, in the order of their names. Files that are too large or no UTF-8 are reported and skipped.
 *
 * @throws {Failure} when there is no such folder, or too many files.
 */
export function* readSources(
  folder: string,
  warn: (line: string) => void,
  options: ReadOptions = {},
): Generator<SourceFile> {
  if (!statSync(folder, { throwIfNoEntry: false })?.isDirectory())
    throw wrongUsage(
      `There is no folder ${folder}.`,
      "Pass the folder with your sources, for example `src`.",
    );
  const { sources, others } = sourceNames(folder, options, warn);
  const readUnread = (name: string): void => {
    const text = textOf(path.join(folder, name));
    if (text !== undefined) options.onUnread?.(name, text);
  };
  for (const name of sources) {
    const file = path.join(folder, name);
    const source = readSource(file);
    if (typeof source === "string") yield { name, source };
    else {
      warn(`${file}: ${source.why}. Skipped.`);
      if (options.onUnread !== undefined) readUnread(name);
    }
  }
  if (options.onUnread !== undefined) others.forEach(readUnread);
}

function readSource(file: string): string | { readonly why: string } {
  try {
    const { size } = statSync(file);
    if (size > maxBytes) return { why: `has ${size} bytes, at most ${maxBytes} are read` };
    return decodeSource(readFileSync(file));
  } catch (error) {
    const isEncoding = error instanceof TypeError;
    return { why: isEncoding ? "is not UTF-8: save it as UTF-8 first" : (error as Error).message };
  }
}

/** The text with its byte order mark. @throws {TypeError} when it is not UTF-8: written back, it would be another text. */
function decodeSource(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}

/** The text in any encoding that has ASCII's letters. */
function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return undefined;
  }
}

/** Rules of a `.gitignore`, and the folder that it is in. */
interface FolderRules {
  readonly folder: string;
  readonly rules: IgnoreRules;
}

interface SourceNames {
  readonly sources: string[];
  /** Components, ignored files and those of fixtures. */
  readonly others: string[];
}

interface WaitingFolder {
  readonly folder: string;
  readonly rules: readonly FolderRules[];
  /** Whether the folder is ignored, or one of fixtures. */
  readonly isLeftOut: boolean;
}

function sourceNames(root: string, options: ReadOptions, warn: (line: string) => void): SourceNames {
  const found: SourceNames = { sources: [], others: [] };
  const waiting: WaitingFolder[] = [{ folder: "", rules: rulesAbove(root), isLeftOut: false }];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const rules = [...next.rules, ...rulesIn(path.join(root, next.folder), next.folder)];
    const entries = entriesOf(path.join(root, next.folder), warn);
    waiting.push(...sortEntries({ ...next, rules }, entries, options, found));
    if (found.sources.length > maxFiles)
      throw new Failure(
        `${root} has more than ${maxFiles} source files.`,
        "Pass the folder of one application.",
      );
  }
  return { sources: found.sources.toSorted(), others: found.others.toSorted() };
}

/** Adds the files of a folder to `found`, and returns the folders in it that are to be read. */
function sortEntries(
  { folder, rules, isLeftOut }: WaitingFolder,
  entries: readonly Dirent[],
  { includeTests = false, onUnread }: ReadOptions,
  found: SourceNames,
): readonly WaitingFolder[] {
  const isPackage = entries.some((entry) => entry.name === "package.json");
  const isTests = (name: string): boolean =>
    testFolders.has(name) && (onUnread === undefined || name === "__fixtures__");
  const folders: WaitingFolder[] = [];
  for (const entry of entries) {
    if (entry.name.startsWith(".") || installed.has(entry.name)) continue;
    const name = folder === "" ? entry.name : `${folder}/${entry.name}`;
    const isExcluded = isLeftOut || isIgnored(rules, name, entry.isDirectory());
    if (entry.isFile()) addFile(found, name, isExcluded, includeTests);
    else if (entry.isDirectory() && !(isPackage && generated.has(entry.name)))
      folders.push({ folder: name, rules, isLeftOut: isExcluded || isTests(entry.name) });
  }
  return onUnread === undefined ? folders.filter((one) => !one.isLeftOut) : folders;
}

function addFile(
  { sources, others }: SourceNames,
  name: string,
  isExcluded: boolean,
  includeTests: boolean,
): void {
  if (!isExcluded && isSource(name, includeTests)) sources.push(name);
  else if (mayUseSources(name)) others.push(name);
}

/** Types only repeat what the sources have. */
const mayUseSources = (name: string): boolean =>
  /\.(?:[cm]?[jt]sx?|vue|svelte|astro|mdx|html|coffee|civet)$/.test(name) && !/\.d\.[cm]?ts$/.test(name);

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
  const text = readSmallFile(path.join(directory, ".gitignore"));
  return text === undefined ? [] : [{ folder, rules: readIgnoreRules(text) }];
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
