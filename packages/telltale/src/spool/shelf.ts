// The files of one signal for one destination: own folders of this process, in which batches are written, listed oldest first,
// read and removed; and folders of processes that are gone, taken over by renaming.
import { report } from "../engine/diagnostics/diagnose.ts";
import type { Batch } from "../engine/exporter/exporter.ts";
import { type BatchFile, headOf, parseFile, parseName, toName } from "./batch-file.ts";
import { type Disk, isFull, isMissing } from "./disk.ts";
import { freeName, isGone, isOwnerName, ownName } from "./owner.ts";
import { type Entry, type EntryOwner, pathOf, type Stock } from "./stock.ts";

/** Where a batch stands among all: names sort by it. */
export interface Place {
  readonly madeMs: number;
  readonly sequence: number;
}

/** The files of one queue. */
export interface Shelf {
  /** Those that wait, oldest first. */
  entries(): readonly Entry[];
  bytes(): number;
  items(): number;
  /** Items lost here, by reason. */
  dropped(): Readonly<Record<string, number>>;
  /** Writes `batch` down. False when the disk does not take it. Never rejects. */
  put(batch: Batch, place: Place): Promise<boolean>;
  /** The same before it returns. */
  putNow(batch: Batch, place: Place): boolean;
  /** Reads an entry; undefined when it is torn, too old or gone, which is counted. */
  take(entry: Entry): Promise<BatchFile | undefined>;
  /** Removes an entry that has left. */
  remove(entry: Entry): Promise<void>;
  /** Takes over folders of processes that are gone. Never rejects. */
  adopt(): Promise<void>;
  /** A sign of life. */
  beat(): Promise<void>;
  /** Leaves what waits to whoever comes. */
  release(): void;
}

const beacon = "alive";
const unfinished = ".tmp";

/** A shelf in the folder `queue` of `stock`; `lost` hears of every loss. */
export function createShelf(
  stock: Stock,
  queue: string,
  maxAgeMs: number,
  disk: Disk,
  lost: (reason: string, items: number) => void = () => {},
): Shelf {
  const home = `${stock.directory}/${queue}`;
  const list: Entry[] = [];
  const dropped: Record<string, number> = {};
  const folders = new Set<string>();
  /** Folders that are being made or taken over: ours already, and not there yet. */
  const coming = new Set<string>();
  let writing: string | undefined;
  let bytes = 0;
  let items = 0;
  let released = false;

  const owner: EntryOwner = {
    entries: () => list,
    owns: (folder) => folders.has(folder) || coming.has(folder),
    bytes: () => bytes,
    forget(entry, reason) {
      if (entry.owner !== undefined && !unlist(entry)) return;
      drop(reason, entry.items);
    },
  };
  stock.join(owner);

  function drop(reason: string, count: number): void {
    dropped[reason] = (dropped[reason] ?? 0) + count;
    lost(reason, count);
    report(reason);
  }

  function enlist(entry: Entry): void {
    let at = list.length;
    while (at > 0 && (list[at - 1] as Entry).name > entry.name) at--;
    // written twice: by what was under way, and again at the end
    for (let same = at - 1; list[same]?.name === entry.name; same--) {
      if (list[same]?.folder === entry.folder) return;
    }
    list.splice(at, 0, entry);
    bytes += entry.bytes;
    items += entry.items;
  }

  function unlist(entry: Entry): boolean {
    const at = list.indexOf(entry);
    if (at < 0) return false;
    list.splice(at, 1);
    bytes -= entry.bytes;
    items -= entry.items;
    return true;
  }

  async function openFolder(): Promise<string> {
    if (writing !== undefined) return writing;
    const folder = `${home}/${ownName()}`;
    coming.add(folder);
    try {
      await disk.makeFolder(folder);
      await disk.write(`${folder}/${beacon}`, new Uint8Array(0), new Uint8Array(0));
      folders.add(folder);
    } finally {
      coming.delete(folder);
    }
    return (writing ??= folder);
  }

  function openFolderNow(): string {
    if (writing !== undefined) return writing;
    const folder = `${home}/${ownName()}`;
    disk.now.makeFolder(folder);
    disk.now.write(`${folder}/${beacon}`, new Uint8Array(0), new Uint8Array(0));
    folders.add(folder);
    return (writing = folder);
  }

  async function write(batch: Batch, place: Place): Promise<void> {
    const folder = await openFolder();
    const named = toName(place.madeMs, place.sequence, batch.items, batch.body.length);
    const path = `${folder}/${named.name}`;
    try {
      await disk.write(`${path}${unfinished}`, headOf(batch.items, batch.body), batch.body);
      await disk.rename(`${path}${unfinished}`, path);
    } catch (error) {
      await disk.remove(`${path}${unfinished}`).catch(() => {});
      throw error;
    }
    enlist({ ...named, folder, owner, busy: false });
  }

  /** What to do about a write that failed; whether to try once more. */
  async function mend(error: unknown, size: number): Promise<boolean> {
    if (isMissing(error)) {
      // the folder was taken from us, or somebody tidied up
      if (writing !== undefined) folders.delete(writing);
      writing = undefined;
      return true;
    }
    if (!isFull(error) || list.length === 0) return false;
    await stock.giveBack(size);
    return true;
  }

  async function put(batch: Batch, place: Place): Promise<boolean> {
    const { bytes: size } = toName(place.madeMs, place.sequence, batch.items, batch.body.length);
    if (!(await stock.makeRoom(size, owner))) {
      drop("spool_full", batch.items);
      return true;
    }
    for (let again = 0; ; again++) {
      if (released) return false;
      try {
        await write(batch, place);
        return true;
      } catch (error) {
        if (again < 2 && (await mend(error, size))) continue;
        report("spool_write_failed", error);
        return false;
      }
    }
  }

  async function adoptOne(name: string): Promise<void> {
    const from = `${home}/${name}`;
    const to = `${home}/${ownName()}`;
    // fresh before it is ours, so that nobody takes it from us at once
    await disk.touch(`${from}/${beacon}`).catch(() => {});
    coming.add(to);
    try {
      await disk.rename(from, to);
      folders.add(to);
    } finally {
      coming.delete(to);
    }
    // oxlint-disable-next-line unicorn/no-array-sort -- toSorted needs Node 20
    const names = [...(await disk.list(to))].sort();
    for (const one of names) {
      const named = parseName(one);
      if (named !== undefined) enlist({ ...named, folder: to, owner, busy: false });
    }
    for (const one of names.filter((each) => each.endsWith(unfinished))) {
      const named = parseName(one.slice(0, -unfinished.length));
      await disk.remove(`${to}/${one}`).catch(() => {});
      // half written when its process died, unless it was written again before the end
      if (named !== undefined && !names.includes(named.name)) drop("spool_torn", named.items);
    }
    if (!names.some((one) => parseName(one) !== undefined)) await closeFolder(to);
  }

  async function closeFolder(folder: string): Promise<void> {
    folders.delete(folder);
    await disk.remove(`${folder}/${beacon}`).catch(() => {});
    await disk.removeFolder(folder).catch(() => {});
  }

  async function silentMs(name: string): Promise<number> {
    try {
      return Date.now() - (await disk.touchedMs(`${home}/${name}/${beacon}`));
    } catch {
      // made a moment ago and without its beacon yet, or its owner died in that moment: the folder itself tells
      return Date.now() - (await disk.touchedMs(`${home}/${name}`));
    }
  }

  return {
    entries: () => list,
    bytes: () => bytes,
    items: () => items,
    dropped: () => dropped,
    put: async (batch, place) => stock.inTurn(async () => put(batch, place)),
    putNow(batch, place) {
      const named = toName(place.madeMs, place.sequence, batch.items, batch.body.length);
      if (released || !stock.makeRoomNow(named.bytes, owner)) return false;
      try {
        const folder = openFolderNow();
        const path = `${folder}/${named.name}`;
        disk.now.write(`${path}.now${unfinished}`, headOf(batch.items, batch.body), batch.body);
        disk.now.rename(`${path}.now${unfinished}`, path);
        enlist({ ...named, folder, owner, busy: false });
        return true;
      } catch (error) {
        report("spool_write_failed", error);
        return false;
      }
    },
    async take(entry) {
      if (Date.now() - entry.madeMs > maxAgeMs) {
        owner.forget(entry, "spool_expired");
        await disk.remove(pathOf(entry)).catch(() => {});
        return undefined;
      }
      try {
        const file = parseFile(await disk.read(pathOf(entry)));
        if (file !== undefined) return file;
        owner.forget(entry, "spool_torn");
        await disk.remove(pathOf(entry)).catch(() => {});
      } catch (error) {
        // taken by another process, which counts it now; or a disk that cannot be read
        if (isMissing(error)) unlist(entry);
        else owner.forget(entry, "spool_unreadable");
      }
      return undefined;
    },
    async remove(entry) {
      unlist(entry);
      await disk.remove(pathOf(entry)).catch((error: unknown) => {
        if (!isMissing(error)) report("spool_remove_failed", error);
      });
      const { folder } = entry;
      if (folder !== writing && !list.some((one) => one.folder === folder)) await closeFolder(folder);
    },
    async adopt() {
      try {
        for (const name of await disk.list(home)) {
          if (released) return;
          if (!isOwnerName(name) || owner.owns(`${home}/${name}`)) continue;
          // another may be quicker at any step
          if (isGone(name, await silentMs(name).catch(() => 0))) await adoptOne(name).catch(() => {});
        }
      } catch (error) {
        report("spool_unreadable", error);
      }
    },
    async beat() {
      for (const folder of folders) {
        await disk.touch(`${folder}/${beacon}`).catch((error: unknown) => {
          if (!isMissing(error)) return;
          folders.delete(folder);
          if (folder === writing) writing = undefined;
        });
      }
    },
    release() {
      if (released) return;
      released = true;
      stock.leave(owner);
      for (const folder of folders)
        leaveFolder(
          folder,
          list.some((entry) => entry.folder === folder),
        );
    },
  };

  function leaveFolder(folder: string, holds: boolean): void {
    try {
      if (holds) disk.now.rename(folder, `${home}/${freeName()}`);
      else {
        disk.now.remove(`${folder}/${beacon}`);
        disk.now.removeFolder(folder);
      }
    } catch {
      // not empty, or gone: whoever comes finds it by its silence
    }
  }
}
