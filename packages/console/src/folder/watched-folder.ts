// A folder that is looked at again and again: a file that changed is read, one that cannot be used keeps what it said before. Files at the
// top are of the first tenant, folders have the names of tenants.
import type { Stats } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join, sep } from "node:path";

/** What reading a file gives: its content, or why it cannot be used. */
export interface FileRead<Content, Mistake> {
  readonly content?: Content;
  readonly problems: readonly Mistake[];
}

/** A file as it is in use. */
export type WatchedFile<Read> = Read & {
  /** Path in the folder, with `/`. */
  readonly path: string;
  /** When it was last changed, Unix ms. */
  readonly changedMs: number;
};

export interface WatchedFolder<Read> {
  /**
   * Looks for changes. Rejects when the folder cannot be read, or when `signal` aborts; what was read before stays in use. Must not run
   * twice at once.
   */
  refresh(signal?: AbortSignal): Promise<void>;
  /** Differs after each change. */
  readonly version: number;
  /** Files of a tenant, by path. */
  of(tenant: string): readonly WatchedFile<Read>[];
  readonly tenants: ReadonlySet<string>;
}

/** What was read of a file, and when it has to be read again. */
export interface ReadOnce<Read> {
  readonly read: Read;
  /** Other files that it depends on. */
  readonly uses?: readonly string[];
  /** It did not end in time. */
  readonly isLate?: boolean;
}

export interface WatchOptions<Read> {
  readonly folder: string;
  /** Whether folders have the names of tenants; else all files are of the first. */
  readonly hasTenants: () => boolean;
  /** Whether a path in the folder may be a file of the kind. */
  isWanted(path: string): boolean;
  /** Must not reject: what cannot be read is a problem. */
  read(path: string, bytes: number, signal: AbortSignal | undefined): Promise<ReadOnce<Read>>;
  /** Whether a file says anything: one that no longer does may be in the middle of being saved. */
  saysSomething(read: Read): boolean;
  readonly nowMs?: () => number;
}

const mostFiles = 2_000;
/** Files that are read at the same time. */
const mostReads = 4;
/** A file that did not end in time is tried again after this time; before that only when it changes. */
const retryMs = 60_000;

interface FileEntry<Read> {
  readonly file: WatchedFile<Read>;
  readonly tenant: string;
  /** Size and time of change, also of the files that it depends on. */
  readonly mark: string;
  /** Those files. */
  readonly uses: readonly string[];
  /** Unix ms at which one that took too long is tried again. */
  readonly retryMs?: number;
}

export function watchFolder<Read extends FileRead<unknown, unknown>>(
  options: WatchOptions<Read>,
): WatchedFolder<Read> {
  const { folder, hasTenants, nowMs = Date.now } = options;
  let known: ReadonlyMap<string, FileEntry<Read>> = new Map();
  let version = 0;
  /** Files that the last look found without content, or did not find: they may be in the middle of being saved, and stay for one more look. */
  let doubted: ReadonlySet<string> = new Set();

  async function readOne(
    path: string,
    signal: AbortSignal | undefined,
  ): Promise<FileEntry<Read> | undefined> {
    const before = known.get(path);
    const tenant = hasTenants() && path.includes("/") ? path.slice(0, path.indexOf("/")) : "";
    const found = await stat(join(folder, path)).catch((error: NodeJS.ErrnoException) => error);
    // what cannot be looked at now is still there
    if (found instanceof Error) return found.code === "ENOENT" ? undefined : before;
    if (!found.isFile()) return undefined;
    if (before?.tenant === tenant && !(await isDue(before, found, nowMs()))) return before;
    const { read, uses = [], isLate = false } = await options.read(path, found.size, signal);
    const last = before?.file.content;
    return {
      file: { ...(last !== undefined && { content: last }), ...read, path, changedMs: found.mtimeMs },
      ...(isLate && { retryMs: nowMs() + retryMs }),
      tenant,
      uses,
      mark: await withUses(markOf(found), uses),
    };
  }

  return {
    async refresh(signal) {
      const files = new Map<string, FileEntry<Read>>();
      const wanted = await pathsIn(folder, options.isWanted);
      for (let first = 0; first < wanted.length; first += mostReads) {
        const some = wanted.slice(first, first + mostReads);
        const read = await Promise.all(some.map(async (path) => readOne(path, signal)));
        signal?.throwIfAborted();
        for (const [index, file] of read.entries()) if (file !== undefined) files.set(some[index]!, file);
      }
      doubted = keepLost(known, files, doubted, options.saysSomething);
      const isSame =
        files.size === known.size && [...files].every(([path, file]) => known.get(path) === file);
      known = new Map([...files].toSorted(([a], [b]) => (a < b ? -1 : 1)));
      if (!isSame) version += 1;
    },
    get version() {
      return version;
    },
    of: (tenant) => [...known.values()].filter((one) => one.tenant === tenant).map(({ file }) => file),
    get tenants() {
      return new Set([...known.values()].map(({ tenant }) => tenant));
    },
  };
}

/** Whether a file has to be read: it has changed, or took too long and is tried again. */
async function isDue(before: FileEntry<unknown>, found: Stats, nowMs: number): Promise<boolean> {
  if (before.retryMs !== undefined && nowMs >= before.retryMs) return true;
  return before.mark !== (await withUses(markOf(found), before.uses));
}

/** Files that no longer say anything stay for one look. Returns those. */
function keepLost<Read extends FileRead<unknown, unknown>>(
  known: ReadonlyMap<string, FileEntry<Read>>,
  files: Map<string, FileEntry<Read>>,
  doubted: ReadonlySet<string>,
  saysSomething: (read: Read) => boolean,
): ReadonlySet<string> {
  const isSilent = (one: FileEntry<Read> | undefined): boolean =>
    one === undefined || (one.file.problems.length === 0 && !saysSomething(one.file));
  const lost = [...known].filter(([path, { file }]) => saysSomething(file) && isSilent(files.get(path)));
  for (const [path, file] of lost) if (!doubted.has(path)) files.set(path, file);
  return new Set(lost.map(([path]) => path));
}

/** Without hidden files, and what packages brought along. */
async function pathsIn(folder: string, isWanted: (path: string) => boolean): Promise<readonly string[]> {
  const names = await readdir(folder, { recursive: true });
  const paths = names.map((name) => name.split(sep).join("/"));
  return paths
    .filter((path) => !isHidden(path) && isWanted(path))
    .toSorted()
    .slice(0, mostFiles);
}

function markOf({ size, mtimeMs, ino }: Stats): string {
  return `${size} ${mtimeMs} ${ino}`;
}

async function withUses(own: string, uses: readonly string[]): Promise<string> {
  const marks = await Promise.all(uses.map(async (file) => stat(file).then(markOf, () => "away")));
  return [own, ...marks].join("\n");
}

function isHidden(path: string): boolean {
  return path.split("/").some((part) => part.startsWith(".") || part === "node_modules");
}
