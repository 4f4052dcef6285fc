// The size of the whole spool, over all processes and destinations. When it exceeds the limit, the oldest batches are removed.
// Entries of this process are known exactly, those of other processes since the last scan of the folder.
import { report } from "../engine/diagnostics/diagnose.ts";
import { parseName } from "./batch-file.ts";
import { type Disk, isMissing } from "./disk.ts";
import { dropEntry, type Entry, type EntryList, ownsFolder, pathOf } from "./entry-list.ts";
import { isOwnerName } from "./owner.ts";

/** The limit of a spool, and what counts towards it. */
export interface Quota {
  readonly directory: string;
  readonly maxBytes: number;
  readonly maxAgeMs: number;
  readonly disk: Disk;
  /** The lists of this process. */
  readonly lists: Set<EntryList>;
  /** Entries of other processes, oldest first. */
  others: readonly Entry[];
  othersBytes: number;
  /** The work that {@link inTurn} took last. */
  lastWork: Promise<unknown>;
  scannedMs: number;
  scan: Promise<void> | undefined;
}

/** Files that may be in the spool, however small: lists stay short. */
const maxFiles = 16_384;
const scanIntervalMs = 1000;
const graceMs = 60_000;

/** The quota of the spool in `directory`. */
export function createQuota(directory: string, maxBytes: number, maxAgeMs: number, disk: Disk): Quota {
  return {
    directory,
    maxBytes,
    maxAgeMs,
    disk,
    lists: new Set(),
    others: [],
    othersBytes: 0,
    lastWork: Promise.resolve(),
    scannedMs: -Infinity,
    scan: undefined,
  };
}

/** Scans the files of other processes, and removes those past their age. Never rejects. */
export async function scanOthers(quota: Quota): Promise<void> {
  quota.scan ??= scan(quota)
    .catch((error: unknown) => report("spool_unreadable", error))
    .finally(() => (quota.scan = undefined));
  await quota.scan;
  const [asking] = quota.lists;
  if (asking === undefined) return;
  const tooOld = Date.now() - quota.maxAgeMs - graceMs;
  for (const entry of quota.others.filter(({ madeMs }) => madeMs < tooOld)) {
    await evict(quota, entry, "spool_expired", asking);
  }
}

/** Runs `work` when all earlier work is done: only one batch at a time makes room and uses it. */
export async function inTurn<T>(quota: Quota, work: () => Promise<T>): Promise<T> {
  const own = quota.lastWork.then(work, work);
  quota.lastWork = own.catch(() => {});
  return own;
}

/** Removes the oldest entries until `bytes` more fit. Resolves with false when they never will. */
export async function makeRoom(quota: Quota, bytes: number, asking: EntryList): Promise<boolean> {
  if (bytes > quota.maxBytes) return false;
  if (exceeds(quota, bytes) && performance.now() - quota.scannedMs > scanIntervalMs) await scanOthers(quota);
  while (exceeds(quota, bytes)) {
    const entry = oldestOf(quota.lists, quota.others[0]);
    if (entry === undefined) break;
    await evict(quota, entry, "spool_full", asking);
  }
  return true;
}

/** Does the same before it returns, without another scan. */
export function makeRoomNow(quota: Quota, bytes: number, asking: EntryList): boolean {
  if (bytes > quota.maxBytes) return false;
  while (exceeds(quota, bytes)) {
    const entry = oldestOf(quota.lists, quota.others[0]);
    if (entry === undefined) break;
    unlist(quota, entry, "spool_full");
    try {
      quota.disk.now.remove(pathOf(entry));
      if (entry.list === undefined) dropEntry(asking, entry, "spool_full");
    } catch {
      // removed already, or cannot be removed while the process ends
    }
  }
  return true;
}

/** Removes the oldest entries of this process until `bytes` are free: the disk is full. */
export async function freeDisk(quota: Quota, bytes: number): Promise<void> {
  let left = bytes;
  while (left > 0) {
    const entry = oldestOf(quota.lists, undefined);
    if (entry?.list === undefined) return;
    left -= entry.bytes;
    await evict(quota, entry, "spool_full", entry.list);
  }
}

function exceeds(quota: Quota, more: number): boolean {
  let bytes = more + quota.othersBytes;
  let files = 1 + quota.others.length;
  for (const list of quota.lists) {
    bytes += list.bytes;
    files += list.entries.length;
  }
  return bytes > quota.maxBytes || files > maxFiles;
}

/** The oldest of `other` and the entries of `lists` that may be removed. */
function oldestOf(lists: Iterable<EntryList>, other: Entry | undefined): Entry | undefined {
  let found = other;
  for (const list of lists) {
    const first = list.entries.find((entry) => !entry.busy);
    if (first !== undefined && (found === undefined || first.name < found.name)) found = first;
  }
  return found;
}

async function evict(quota: Quota, entry: Entry, reason: string, asking: EntryList): Promise<void> {
  unlist(quota, entry, reason);
  try {
    await quota.disk.remove(pathOf(entry));
    if (entry.list === undefined) dropEntry(asking, entry, reason);
  } catch (error) {
    // missing: its owner has sent it, or another process has counted it
    if (!isMissing(error)) report("spool_remove_failed", error);
  }
}

/** Takes `entry` off its list before its file is removed, so that it is neither sent nor counted again meanwhile. */
function unlist(quota: Quota, entry: Entry, reason: string): void {
  if (entry.list !== undefined) dropEntry(entry.list, entry, reason);
  else
    setOthers(
      quota,
      quota.others.filter((one) => one !== entry),
    );
}

async function scan(quota: Quota): Promise<void> {
  const { disk, directory } = quota;
  const found: Entry[] = [];
  for (const queue of await disk.list(directory)) {
    for (const owner of await disk.list(`${directory}/${queue}`).catch(() => [])) {
      if (!isOwnerName(owner)) continue;
      const folder = `${directory}/${queue}/${owner}`;
      for (const name of await disk.list(folder).catch(() => [])) {
        const parsed = parseName(name);
        if (parsed !== undefined) found.push({ ...parsed, folder, list: undefined, busy: false });
      }
    }
  }
  // checked after the last wait: this process may have taken a folder over during the scan
  // oxlint-disable-next-line unicorn/no-array-sort -- toSorted needs Node 20
  const others = found.filter((entry) => !isOwn(quota, entry.folder)).sort(byAge);
  setOthers(quota, others);
  quota.scannedMs = performance.now();
}

function setOthers(quota: Quota, others: readonly Entry[]): void {
  quota.others = others;
  quota.othersBytes = others.reduce((sum, entry) => sum + entry.bytes, 0);
}

function isOwn(quota: Quota, path: string): boolean {
  for (const list of quota.lists) if (ownsFolder(list, path)) return true;
  return false;
}

function byAge(a: Entry, b: Entry): number {
  return a.name < b.name ? -1 : 1;
}
