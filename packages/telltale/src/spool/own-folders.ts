// The folders of one queue on disk. A process writes only into folders of its own; it takes over those of dead processes by renaming
// them. The file `alive` in each shows by its time that the owner lives.
import { report } from "../engine/diagnostics/diagnose.ts";
import { parseName, unfinished } from "./batch-file.ts";
import { type Disk, isMissing } from "./disk.ts";
import { addEntry, dropItems, type EntryList, hasEntryIn, ownsFolder } from "./entry-list.ts";
import { freeName, isGone, isOwnerName, ownName } from "./owner.ts";

/** The folders of one queue. */
export interface OwnFolders {
  readonly disk: Disk;
  /** The folder that holds them, and those of other processes. */
  readonly home: string;
  readonly list: EntryList;
  /** The folder that batches are written to; undefined until the first one is. */
  current: string | undefined;
  released: boolean;
}

const heartbeatFile = "alive";
const empty = new Uint8Array(0);

/** The folders in `home`; their entries are on `list`. */
export function createOwnFolders(disk: Disk, home: string, list: EntryList): OwnFolders {
  return { disk, home, list, current: undefined, released: false };
}

/** The folder to write to, created when there is none. */
export async function openFolder(own: OwnFolders): Promise<string> {
  if (own.current !== undefined) return own.current;
  const { disk, list } = own;
  const folder = `${own.home}/${ownName()}`;
  list.pendingFolders.add(folder);
  try {
    await disk.makeFolder(folder);
    await disk.write(`${folder}/${heartbeatFile}`, empty, empty);
    list.folders.add(folder);
  } finally {
    list.pendingFolders.delete(folder);
  }
  return (own.current ??= folder);
}

/** Does the same before it returns. */
export function openFolderNow(own: OwnFolders): string {
  if (own.current !== undefined) return own.current;
  const folder = `${own.home}/${ownName()}`;
  own.disk.now.makeFolder(folder);
  own.disk.now.write(`${folder}/${heartbeatFile}`, empty, empty);
  own.list.folders.add(folder);
  return (own.current = folder);
}

/** Forgets the folder to write to: another process has taken it over, or it was deleted. */
export function forgetCurrentFolder(own: OwnFolders): void {
  if (own.current !== undefined) own.list.folders.delete(own.current);
  own.current = undefined;
}

/** Removes `folder` when its last batch is gone and nothing is written to it. */
export async function closeIfEmpty(own: OwnFolders, folder: string): Promise<void> {
  if (folder !== own.current && !hasEntryIn(own.list, folder)) await closeFolder(own, folder);
}

/** Takes over the folders of dead processes. Never rejects. */
export async function adoptFolders(own: OwnFolders): Promise<void> {
  const { disk, home, list } = own;
  try {
    for (const name of await disk.list(home)) {
      if (own.released) return;
      if (!isOwnerName(name) || ownsFolder(list, `${home}/${name}`)) continue;
      // another process may be quicker at any step
      if (isGone(name, await silentMs(own, name).catch(() => 0)))
        await adoptFolder(own, name).catch(() => {});
    }
  } catch (error) {
    report("spool_unreadable", error);
  }
}

/** Shows other processes that this one lives. */
export async function sendHeartbeat(own: OwnFolders): Promise<void> {
  const { folders } = own.list;
  for (const folder of folders) {
    await own.disk.touch(`${folder}/${heartbeatFile}`).catch((error: unknown) => {
      if (!isMissing(error)) return;
      folders.delete(folder);
      if (folder === own.current) own.current = undefined;
    });
  }
}

/** Leaves all folders to the next process before it returns. */
export function releaseFolders(own: OwnFolders): void {
  own.released = true;
  for (const folder of own.list.folders) releaseFolder(own, folder, hasEntryIn(own.list, folder));
}

function releaseFolder({ disk, home }: OwnFolders, folder: string, hasEntries: boolean): void {
  try {
    if (hasEntries) disk.now.rename(folder, `${home}/${freeName()}`);
    else {
      disk.now.remove(`${folder}/${heartbeatFile}`);
      disk.now.removeFolder(folder);
    }
  } catch {
    // not empty, or missing: the next process finds it because it is silent
  }
}

async function adoptFolder(own: OwnFolders, name: string): Promise<void> {
  const { disk, home, list } = own;
  const from = `${home}/${name}`;
  const to = `${home}/${ownName()}`;
  // touched before it is renamed, so that no other process takes it at once
  await disk.touch(`${from}/${heartbeatFile}`).catch(() => {});
  list.pendingFolders.add(to);
  try {
    await disk.rename(from, to);
    list.folders.add(to);
  } finally {
    list.pendingFolders.delete(to);
  }
  // oxlint-disable-next-line unicorn/no-array-sort -- toSorted needs Node 20
  const files = [...(await disk.list(to))].sort();
  for (const file of files) {
    const named = parseName(file);
    if (named !== undefined) addEntry(list, named, to);
  }
  await removeUnfinished(own, to, files);
  if (!files.some((file) => parseName(file) !== undefined)) await closeFolder(own, to);
}

/** Removes files that were being written when their process died, and counts them, unless they were written again at its end. */
async function removeUnfinished(own: OwnFolders, folder: string, files: readonly string[]): Promise<void> {
  for (const file of files.filter((each) => each.endsWith(unfinished))) {
    const named = parseName(file.slice(0, -unfinished.length));
    await own.disk.remove(`${folder}/${file}`).catch(() => {});
    if (named !== undefined && !files.includes(named.name)) dropItems(own.list, "spool_torn", named.items);
  }
}

async function closeFolder({ disk, list }: OwnFolders, folder: string): Promise<void> {
  list.folders.delete(folder);
  await disk.remove(`${folder}/${heartbeatFile}`).catch(() => {});
  await disk.removeFolder(folder).catch(() => {});
}

/** How long ago the owner of the folder `name` last showed that it lives. */
async function silentMs({ disk, home }: OwnFolders, name: string): Promise<number> {
  try {
    return Date.now() - (await disk.touchedMs(`${home}/${name}/${heartbeatFile}`));
  } catch {
    // created a moment ago and without its heartbeat yet, or its owner died in that moment: use the time of the folder
    return Date.now() - (await disk.touchedMs(`${home}/${name}`));
  }
}
