// The folder of rules (`--alert-rules`), looked at again and again: a file that changed is read, one that cannot be used keeps what it said
// before. Files at the top are of the first tenant, folders have the names of tenants.
import { readdir, readFile, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import type { Problem, RuleFile } from "alerts";
import { isRuleFile, readRuleFile } from "./rule-file.ts";

/** A file as it is in use. */
export interface FolderFile {
  /** Path in the folder, with `/`. */
  readonly path: string;
  /** What it last said without mistakes of form; absent when it never did. */
  readonly content?: RuleFile;
  /** Why what it says now is not in use. */
  readonly problems: readonly Problem[];
}

export interface RuleFolder {
  /** Looks for changes. Rejects when the folder cannot be read; what was read before stays in use. */
  refresh(): Promise<void>;
  /** Differs after each change. */
  readonly version: number;
  /** Files of a tenant, by path. */
  of(tenant: string): readonly FolderFile[];
  readonly tenants: ReadonlySet<string>;
}

const mostFiles = 2_000;
const mostBytes = 2_000_000;

interface Known extends FolderFile {
  readonly tenant: string;
  /** Size and time of change. */
  readonly mark: string;
}

/** @param hasTenants whether folders have the names of tenants; else all files are of the first. */
export function createRuleFolder(folder: string, hasTenants: () => boolean): RuleFolder {
  let known: ReadonlyMap<string, Known> = new Map();
  let version = 0;

  async function readOne(path: string): Promise<Known | undefined> {
    const before = known.get(path);
    const tenant = hasTenants() && path.includes("/") ? path.slice(0, path.indexOf("/")) : "";
    const place = join(folder, path);
    const found = await stat(place).catch((error: NodeJS.ErrnoException) => error);
    // what cannot be looked at now is still there
    if (found instanceof Error) return found.code === "ENOENT" ? undefined : before;
    if (!found.isFile()) return undefined;
    const mark = `${found.size} ${found.mtimeMs} ${found.ino}`;
    if (before?.mark === mark && before.tenant === tenant) return before;
    const now = await readChanged(place, path, found.size);
    const content = now.content ?? before?.content;
    return { path, tenant, mark, problems: now.problems, ...(content !== undefined && { content }) };
  }

  return {
    async refresh() {
      const names = await readdir(folder, { recursive: true });
      const paths = names.map((name) => name.split(sep).join("/")).filter(isRuleFile);
      const files = new Map<string, Known>();
      for (const path of paths.toSorted().slice(0, mostFiles)) {
        const file = await readOne(path);
        if (file !== undefined) files.set(path, file);
      }
      const isSame =
        files.size === known.size && [...files].every(([path, file]) => known.get(path) === file);
      known = files;
      if (!isSame) version += 1;
    },
    get version() {
      return version;
    },
    of: (tenant) => [...known.values()].filter((file) => file.tenant === tenant),
    get tenants() {
      return new Set([...known.values()].map(({ tenant }) => tenant));
    },
  };
}

async function readChanged(
  place: string,
  path: string,
  bytes: number,
): Promise<{ readonly content?: RuleFile; readonly problems: readonly Problem[] }> {
  if (bytes > mostBytes)
    return refused(`has ${bytes} bytes; expected at most ${mostBytes}.`, "Split it into several files.");
  try {
    return readRuleFile(path, await readFile(place, "utf8"));
  } catch (error) {
    return refused(`cannot be read: ${(error as Error).message}`, "Let the console read it.");
  }
}

function refused(message: string, fix: string): { readonly problems: readonly Problem[] } {
  return { problems: [{ path: "", message, fix }] };
}
