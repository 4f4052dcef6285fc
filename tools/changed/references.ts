// What the text of a file names: modules that it imports, files and folders by their paths, SQL by the name of a query. It reads more than
// the file uses, in doubt: a test too many costs time, a test too few hides a fault.
import path from "node:path";

import { namesOnly, wordEdges } from "./declared.ts";
import type { ResolvePackage } from "./packages.ts";
import type { Repository } from "./repository.ts";

/** What a file needs: nodes of the graph, and patterns of files. */
export interface References {
  readonly imports: ReadonlySet<string>;
  readonly names: ReadonlySet<string>;
  readonly globs: readonly RegExp[];
}

/** The kinds of files whose text names others. */
export const isProgram = (file: string): boolean =>
  /\.(?:[cm]?[jt]sx?|css|html|sql)$/.test(file) || !path.posix.basename(file).includes(".");

const importForm = /\b(?:from|import|require|resolve|mock|importActual)\s*\(?\s*["'`]([^"'`\n]+)["'`]/g;
// a path with a slash; stars are those of patterns, and what templates put in
const pathForm = /(?<![\w.@*#{},-])[\w.@*#{},-]*\/[\w.@*{},/-]*/g;
const holeForm = /\$\{[^{}\n]*\}/g;
const nameForm = /["'`]([\w@.-]+\.\w+)["'`]/g;
// "docs", "guide" between two commas
const joinForm = /["'`][\w.@-]+(?:\/[\w.@-]+)*["'`](?:,\s*["'`][\w./@-]+["'`])+/g;
const callForm =
  /\b(?:join|resolve|URL|fixture|readFileSync|readdirSync)\([^"'`;]{0,60}["'`]([\w@-]+|\.\.)["'`]/g;
const queryForm = /["'`]([a-z][a-z0-9]*(?:-[a-z0-9]+)*)["'`]/g;
const includeForm = /^\s*-- include ([\w-]+)/gm;

/** Reads what the text of `file` names in the repository. */
export function createReader(
  repository: Repository,
  resolvePackage: ResolvePackage,
): (file: string) => References {
  const sql = sqlByName(repository.files);
  const parts = new Set([...repository.files].flatMap((file) => file.split("/")));
  return (file) => {
    const text = withoutComments(repository.text(file), file);
    const found = { imports: new Set<string>(), names: new Set<string>(), globs: [] as RegExp[] };
    for (const [, specifier = ""] of text.matchAll(importForm)) {
      for (const one of imported(specifier, file, resolvePackage)) found.imports.add(builtBy(one) ?? one);
    }
    if (namesOnly.some((pattern) => pattern.test(file))) return found;
    for (const name of pathsIn(text)) if (isLikely(name, parts)) addPath(name, file, repository, found);
    for (const node of wordsIn(text)) found.names.add(node);
    const queries = file.startsWith("packages/console/") ? text.matchAll(queryFormOf(file)) : [];
    for (const [, name = ""] of queries) for (const one of sql.get(name) ?? []) found.names.add(one);
    found.names.delete(file);
    return found;
  };
}

function imported(specifier: string, file: string, resolvePackage: ResolvePackage): readonly string[] {
  // vitest.config.ts has the alias
  if (specifier === "fast-check") return ["tools/seeded-properties.ts"];
  if (!specifier.startsWith(".")) return resolvePackage(specifier, file);
  return [path.posix.join(path.posix.dirname(file), specifier.replace(/\?.*$/, ""))];
}

const queryFormOf = (file: string): RegExp => (file.endsWith(".sql") ? includeForm : queryForm);

const wordsIn = (text: string): readonly string[] =>
  wordEdges.flatMap(([word, pattern, to]) =>
    text.includes(word) ? [...text.matchAll(pattern)].flatMap((match) => to(match)) : [],
  );

function pathsIn(text: string): ReadonlySet<string> {
  const paths = new Set<string>();
  const filled = text.replaceAll(holeForm, "*");
  // what a template begins with is a folder
  for (const [found] of filled.matchAll(pathForm))
    if (found.length > 2) paths.add(found.replace(/^\*\/?/, ""));
  for (const [, found = ""] of text.matchAll(nameForm)) paths.add(found);
  for (const [, found = ""] of text.matchAll(callForm)) paths.add(`${found}/`);
  for (const [found] of text.matchAll(joinForm)) {
    paths.add([...found.matchAll(/["'`]([^"'`]+)["'`]/g)].map(([, part]) => part).join("/"));
  }
  return paths;
}

/** Whether a path can begin in the repository: with dots, braces, or a name that is there. */
function isLikely(name: string, parts: ReadonlySet<string>): boolean {
  const [first = ""] = name.split("/", 1);
  return /^(?:\.\.?$|\{)/.test(first) || parts.has(first);
}

function addPath(
  written: string,
  file: string,
  { files, folders }: Repository,
  found: { names: Set<string>; globs: RegExp[] },
): void {
  const name = written.replace(/[#?].*$/, "");
  if (name === "" || name.startsWith("/")) return;
  for (const place of placesOf(name, file)) {
    const target = path.posix.join(place, name);
    const built = builtBy(target);
    if (built !== undefined) found.names.add(built);
    else if (/[*{]/.test(name)) addGlob(name, place, folders, found);
    else if (files.has(target)) found.names.add(target);
    else {
      const folder = target.endsWith("/") ? target : `${target}/`;
      if (folders.has(folder) && !isTooWide(folder, name, file)) found.names.add(folder);
    }
  }
}

/** What a path can start from: what is published finds files beside itself; tests and tools also from their package and the repository. */
function placesOf(name: string, file: string): readonly string[] {
  const own = path.posix.dirname(file);
  if (name.startsWith(".")) return [own];
  if (isPublished(file)) return [];
  if (!name.includes("/")) return [own];
  const [first = "", second = ""] = file.split("/");
  return [own, first === "packages" || first === "examples" ? `${first}/${second}` : first, "."];
}

/** `fixtures/${name}.json`, `docs/{guide,reference}/*.md`: all files that it can mean, below a folder that is there. */
function addGlob(
  name: string,
  place: string,
  folders: ReadonlySet<string>,
  found: { globs: RegExp[] },
): void {
  for (const one of withoutBraces(path.posix.join(place, name))) {
    const fixed = /^[^*{}]*\//.exec(one)?.[0] ?? "";
    const isName = fixed === "" && !one.includes("*");
    if (!(isName || folders.has(fixed)) || !/^(?:\.\.?|[\w-]+|\{[a-z].*)\//.test(name)) continue;
    const pattern = one
      .replaceAll(/[.+()|^$[\]\\{}]/g, String.raw`\$&`)
      .replaceAll(/\*\*\/|\*\*|\*/g, (star) => ({ "**/": "(?:.*/)?", "**": ".*" })[star] ?? "[^/]*");
    found.globs.push(new RegExp(`^${pattern}$`));
  }
}

/** `{a,b}/*` is `a/*` and `b/*`. */
function withoutBraces(glob: string): readonly string[] {
  const [braces, names] = /\{([^{}]*)\}/.exec(glob) ?? [];
  if (braces === undefined || names === undefined) return [glob];
  return names.split(",").flatMap((name) => withoutBraces(glob.replace(braces, name)));
}

/** Sources of a package, which do not read what is in the repository. */
const isPublished = (file: string): boolean =>
  /^packages\/[\w-]+\/src\//.test(file) && !/\.test\.tsx?$/.test(file);

/** What is built into a `dist` folder is the build of the package. */
export function builtBy(target: string): string | undefined {
  const [, name, below = ""] = /^packages\/([\w-]+)\/dist(?:\/(.*))?$/.exec(target) ?? [];
  if (name === undefined) return undefined;
  const part = name === "console" ? /^(?:web|docs)(?=\/|$)/.exec(below)?.[0] : undefined;
  return `built:${part ?? name}`;
}

/** Folders that are never read whole: `../..` is the way to something else. Only tests read a whole package, or all documents. */
function isTooWide(folder: string, name: string, file: string): boolean {
  if (/^(?:\.|packages|examples|tools)\/$/.test(folder)) return true;
  const isNamed = /[\w-]\/?$/.test(name);
  const isPackage = /^(?:packages|examples)\/[\w-]+\/(?:test\/)?$/.test(folder);
  if (/\.test\.tsx?$/.test(file)) return folder.startsWith("packages/") && isPackage && !isNamed;
  const isTop = /^[\w-]+\/$|^(?:packages|examples)\/[\w-]+\/src\/$/.test(folder);
  // only `.` and `..` lead from a file to a folder that it is in
  return isPackage || (isTop && !/\/test\//.test(file)) || file.startsWith(folder);
}

function sqlByName(files: ReadonlySet<string>): ReadonlyMap<string, readonly string[]> {
  const named = new Map<string, string[]>();
  for (const file of files) {
    if (!file.startsWith("packages/console/src/") || !file.endsWith(".sql")) continue;
    const name = path.posix.basename(file, ".sql");
    named.set(name, [...(named.get(name) ?? []), file]);
  }
  return named;
}

const withoutComments = (text: string, file: string): string =>
  /\.(?:[cm]?[jt]sx?)$/.test(file) ? text.replaceAll(/^\s*(?:\/\/|\*|\/\*).*$/gm, "") : text;
