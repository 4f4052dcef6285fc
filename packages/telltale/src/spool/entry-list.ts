// The batches on disk that one queue of this process owns, sorted by age, with their size, the folders they are in, and what was lost.
import { report } from "../engine/diagnostics/diagnose.ts";
import type { BatchName } from "./batch-file.ts";

/** A batch on disk. */
export interface Entry extends BatchName {
  readonly folder: string;
  /** The list it belongs to. Undefined for batches of other processes. */
  readonly list: EntryList | undefined;
  /** It is being sent and must not be removed now. */
  busy: boolean;
}

/** The entries of one queue. Change them with the functions below only: they keep the sums. */
export interface EntryList {
  /** Oldest first. */
  readonly entries: Entry[];
  bytes: number;
  items: number;
  /** Folders of this process. */
  readonly folders: Set<string>;
  /** Folders that are being created or taken over: they belong to this process already, but may not exist yet. */
  readonly pendingFolders: Set<string>;
  /** Items lost, by reason. */
  readonly dropped: Record<string, number>;
  readonly onLoss: (reason: string, items: number) => void;
}

/** An empty list; `onLoss` is called for every loss. */
export function createEntryList(onLoss: (reason: string, items: number) => void): EntryList {
  return {
    entries: [],
    bytes: 0,
    items: 0,
    folders: new Set(),
    pendingFolders: new Set(),
    dropped: {},
    onLoss,
  };
}

/** Adds the file `named` of `folder` at its place by age. */
export function addEntry(list: EntryList, named: BatchName, folder: string): void {
  const { entries } = list;
  let at = entries.length;
  while (at > 0 && (entries[at - 1] as Entry).name > named.name) at--;
  // written twice: by the write that was running, and again when the process ended
  for (let same = at - 1; entries[same]?.name === named.name; same--) {
    if (entries[same]?.folder === folder) return;
  }
  entries.splice(at, 0, { ...named, folder, list, busy: false });
  list.bytes += named.bytes;
  list.items += named.items;
}

/** Removes `entry` from the list; false when it was not on it. */
export function removeEntry(list: EntryList, entry: Entry): boolean {
  const at = list.entries.indexOf(entry);
  if (at < 0) return false;
  list.entries.splice(at, 1);
  list.bytes -= entry.bytes;
  list.items -= entry.items;
  return true;
}

/** Counts the items of `entry` as lost, and removes it from the list; counts nothing when it is no longer on its list. */
export function dropEntry(list: EntryList, entry: Entry, reason: string): void {
  if (entry.list !== undefined && !removeEntry(list, entry)) return;
  dropItems(list, reason, entry.items);
}

/** Counts `items` as lost. */
export function dropItems(list: EntryList, reason: string, items: number): void {
  list.dropped[reason] = (list.dropped[reason] ?? 0) + items;
  list.onLoss(reason, items);
  report(reason);
}

/** Whether the folder at `path` belongs to this list: its batches are on the list, or will be in a moment. */
export function ownsFolder(list: EntryList, path: string): boolean {
  return list.folders.has(path) || list.pendingFolders.has(path);
}

/** Whether a batch in `folder` is on the list. */
export function hasEntryIn(list: EntryList, folder: string): boolean {
  return list.entries.some((entry) => entry.folder === folder);
}

/** The path of the file of `entry`. */
export function pathOf(entry: { readonly folder: string; readonly name: string }): string {
  return `${entry.folder}/${entry.name}`;
}
