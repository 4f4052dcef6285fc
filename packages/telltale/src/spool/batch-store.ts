// The batches of one signal for one destination on disk: written, read and removed, one file each.
import { report } from "../engine/diagnostics/diagnose.ts";
import type { Batch } from "../engine/exporter/exporter.ts";
import { type BatchFile, type BatchName, headerOf, parseFile, toName, unfinished } from "./batch-file.ts";
import { type Disk, isFull, isMissing } from "./disk.ts";
import {
  addEntry,
  createEntryList,
  dropEntry,
  dropItems,
  type Entry,
  type EntryList,
  pathOf,
  removeEntry,
} from "./entry-list.ts";
import {
  closeIfEmpty,
  createOwnFolders,
  forgetCurrentFolder,
  openFolder,
  openFolderNow,
  type OwnFolders,
  releaseFolders,
} from "./own-folders.ts";
import type { Position } from "./position.ts";
import { freeDisk, inTurn, makeRoom, makeRoomNow, type Quota } from "./quota.ts";

/** The batches of one queue on disk. */
export interface BatchStore {
  readonly quota: Quota;
  readonly disk: Disk;
  readonly maxAgeMs: number;
  readonly list: EntryList;
  readonly folders: OwnFolders;
}

const maxRepairs = 2;

/** A store in the folder `name` of the spool; `onLoss` is called for every loss. */
export function createBatchStore(
  quota: Quota,
  name: string,
  onLoss: (reason: string, items: number) => void,
): BatchStore {
  const { disk, maxAgeMs } = quota;
  const list = createEntryList(onLoss);
  quota.lists.add(list);
  return { quota, disk, maxAgeMs, list, folders: createOwnFolders(disk, `${quota.directory}/${name}`, list) };
}

/** Writes `batch`. Resolves with false when the disk does not accept it. Never rejects. */
export async function writeBatch(store: BatchStore, batch: Batch, position: Position): Promise<boolean> {
  return inTurn(store.quota, async () => writeInTurn(store, batch, nameOf(batch, position)));
}

/** Does the same before it returns. Never throws. */
export function writeBatchNow(store: BatchStore, batch: Batch, position: Position): boolean {
  const { disk, list, folders } = store;
  const named = nameOf(batch, position);
  if (folders.released || !makeRoomNow(store.quota, named.bytes, list)) return false;
  try {
    const folder = openFolderNow(folders);
    const path = `${folder}/${named.name}`;
    disk.now.write(`${path}.now${unfinished}`, headerOf(batch.items, batch.body), batch.body);
    disk.now.rename(`${path}.now${unfinished}`, path);
    addEntry(list, named, folder);
    return true;
  } catch (error) {
    report("spool_write_failed", error);
    return false;
  }
}

/** Reads an entry; undefined when it is damaged, too old or missing. Losses are counted. Never rejects. */
export async function readEntry(store: BatchStore, entry: Entry): Promise<BatchFile | undefined> {
  const { disk, list } = store;
  if (Date.now() - entry.madeMs > store.maxAgeMs) {
    dropEntry(list, entry, "spool_expired");
    await disk.remove(pathOf(entry)).catch(() => {});
    return undefined;
  }
  try {
    const file = parseFile(await disk.read(pathOf(entry)));
    if (file !== undefined) return file;
    dropEntry(list, entry, "spool_torn");
    await disk.remove(pathOf(entry)).catch(() => {});
  } catch (error) {
    // missing: another process took it over and counts it now
    if (isMissing(error)) removeEntry(list, entry);
    else dropEntry(list, entry, "spool_unreadable");
  }
  return undefined;
}

/** Deletes an entry that was sent. Never rejects. */
export async function deleteEntry(store: BatchStore, entry: Entry): Promise<void> {
  removeEntry(store.list, entry);
  await store.disk.remove(pathOf(entry)).catch((error: unknown) => {
    if (!isMissing(error)) report("spool_remove_failed", error);
  });
  await closeIfEmpty(store.folders, entry.folder);
}

/** Leaves all batches to the next process before it returns. */
export function releaseStore({ quota, list, folders }: BatchStore): void {
  if (folders.released) return;
  quota.lists.delete(list);
  releaseFolders(folders);
}

async function writeInTurn(store: BatchStore, batch: Batch, named: BatchName): Promise<boolean> {
  if (!(await makeRoom(store.quota, named.bytes, store.list))) {
    dropItems(store.list, "spool_full", batch.items);
    return true;
  }
  for (let repairs = 0; ; repairs++) {
    if (store.folders.released) return false;
    try {
      await writeFile(store, batch, named);
      return true;
    } catch (error) {
      if (repairs < maxRepairs && (await repair(store, error, named.bytes))) continue;
      report("spool_write_failed", error);
      return false;
    }
  }
}

async function writeFile({ disk, list, folders }: BatchStore, batch: Batch, named: BatchName): Promise<void> {
  const folder = await openFolder(folders);
  const path = `${folder}/${named.name}`;
  try {
    await disk.write(`${path}${unfinished}`, headerOf(batch.items, batch.body), batch.body);
    await disk.rename(`${path}${unfinished}`, path);
  } catch (error) {
    await disk.remove(`${path}${unfinished}`).catch(() => {});
    throw error;
  }
  addEntry(list, named, folder);
}

/** Removes the cause of a failed write where that is possible; resolves with whether to write again. */
async function repair({ quota, list, folders }: BatchStore, error: unknown, bytes: number): Promise<boolean> {
  if (isMissing(error)) {
    forgetCurrentFolder(folders);
    return true;
  }
  if (!isFull(error) || list.entries.length === 0) return false;
  await freeDisk(quota, bytes);
  return true;
}

function nameOf(batch: Batch, { madeMs, sequence }: Position): BatchName {
  return toName(madeMs, sequence, batch.items, batch.body.length);
}
