// How much lies in the whole spool, over all processes and destinations, and what must go when it is too much: the oldest.
// Own files are known exactly, those of others from the last look into the folder.
import { report } from "../engine/diagnostics/diagnose.ts";
import { type BatchName, parseName } from "./batch-file.ts";
import { type Disk, isMissing } from "./disk.ts";
import { isOwnerName } from "./owner.ts";

/** A batch on disk. */
export interface Entry extends BatchName {
  readonly folder: string;
  /** Whose it is: told when it had to go. Undefined for files of others. */
  readonly owner: EntryOwner | undefined;
  /** On its way: it must not be removed now. */
  busy: boolean;
}

/** Keeps a list of entries, oldest first. */
export interface EntryOwner {
  entries(): readonly Entry[];
  bytes(): number;
  /** Whether the folder at `path` is its own: what lies there is on its list, or will be in a moment. */
  owns(path: string): boolean;
  /** Takes `entry` off the list, if it stands there, and counts its items under `reason`. */
  forget(entry: Entry, reason: string): void;
}

/** The whole spool. */
export interface Stock {
  readonly directory: string;
  join(owner: EntryOwner): void;
  leave(owner: EntryOwner): void;
  /** Looks for files of others, and removes those too old for anybody. */
  look(): Promise<void>;
  /** Runs `work` when all that was handed in before is done: room is made and used by one at a time. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  /** Removes the oldest until `bytes` more fit. Resolves with false when they never will. */
  makeRoom(bytes: number, asking: EntryOwner): Promise<boolean>;
  /** The same at once, by what is known. */
  makeRoomNow(bytes: number, asking: EntryOwner): boolean;
  /** Removes own entries, oldest first, until `bytes` are free: the disk is full. */
  giveBack(bytes: number): Promise<void>;
}

/** Files that may lie there, however small: lists stay short. */
const maxFiles = 16_384;
const lookAgainMs = 1000;
const graceMs = 60_000;

/** The stock of `directory`. */
export function createStock(directory: string, maxBytes: number, maxAgeMs: number, disk: Disk): Stock {
  const owners = new Set<EntryOwner>();
  let others: Entry[] = [];
  let othersBytes = 0;
  let last: Promise<unknown> = Promise.resolve();
  let lookedMs = -Infinity;
  let looking: Promise<void> | undefined;

  function isOver(more: number): boolean {
    let bytes = more + othersBytes;
    let files = 1 + others.length;
    for (const owner of owners) {
      bytes += owner.bytes();
      files += owner.entries().length;
    }
    return bytes > maxBytes || files > maxFiles;
  }

  /** The oldest of all that may be removed. */
  function oldest(among: Iterable<EntryOwner>): Entry | undefined {
    let found = among === owners ? others[0] : undefined;
    for (const owner of among) {
      const first = owner.entries().find((entry) => !entry.busy);
      if (first !== undefined && (found === undefined || first.name < found.name)) found = first;
    }
    return found;
  }

  function setOthers(found: Entry[]): void {
    others = found;
    othersBytes = found.reduce((sum, entry) => sum + entry.bytes, 0);
  }

  /** Takes `entry` off its list before it is removed, so that nobody sends it meanwhile, or counts it twice. */
  function takeOff(entry: Entry, reason: string): void {
    if (entry.owner !== undefined) entry.owner.forget(entry, reason);
    else setOthers(others.filter((one) => one !== entry));
  }

  async function strike(entry: Entry, reason: string, asking: EntryOwner): Promise<void> {
    takeOff(entry, reason);
    try {
      await disk.remove(pathOf(entry));
      if (entry.owner === undefined) asking.forget(entry, reason);
    } catch (error) {
      // gone already: its owner has sent it, or another process counted it
      if (!isMissing(error)) report("spool_remove_failed", error);
    }
  }

  function isOwn(path: string): boolean {
    for (const owner of owners) if (owner.owns(path)) return true;
    return false;
  }

  async function lookAround(): Promise<void> {
    const found: Entry[] = [];
    for (const queue of await disk.list(directory)) {
      for (const owner of await disk.list(`${directory}/${queue}`).catch(() => [])) {
        if (!isOwnerName(owner)) continue;
        const folder = `${directory}/${queue}/${owner}`;
        for (const name of await disk.list(folder).catch(() => [])) {
          const parsed = parseName(name);
          if (parsed !== undefined) found.push({ ...parsed, folder, owner: undefined, busy: false });
        }
      }
    }
    // asked after the last wait: a folder may have become ours while we looked
    // oxlint-disable-next-line unicorn/no-array-sort -- toSorted needs Node 20
    setOthers(found.filter((entry) => !isOwn(entry.folder)).sort(byAge));
    lookedMs = performance.now();
  }

  const stock: Stock = {
    directory,
    join: (owner) => void owners.add(owner),
    leave: (owner) => void owners.delete(owner),
    async look() {
      looking ??= lookAround()
        .catch((error: unknown) => report("spool_unreadable", error))
        .finally(() => (looking = undefined));
      await looking;
      const [asking] = owners;
      if (asking === undefined) return;
      const tooOld = Date.now() - maxAgeMs - graceMs;
      for (const entry of others.filter(({ madeMs }) => madeMs < tooOld)) {
        await strike(entry, "spool_expired", asking);
      }
    },
    async inTurn<T>(work: () => Promise<T>) {
      const mine = last.then(work, work);
      last = mine.catch(() => {});
      return mine;
    },
    async makeRoom(bytes, asking) {
      if (bytes > maxBytes) return false;
      if (isOver(bytes) && performance.now() - lookedMs > lookAgainMs) await stock.look();
      while (isOver(bytes)) {
        const entry = oldest(owners);
        if (entry === undefined) break;
        await strike(entry, "spool_full", asking);
      }
      return true;
    },
    makeRoomNow(bytes, asking) {
      if (bytes > maxBytes) return false;
      while (isOver(bytes)) {
        const entry = oldest(owners);
        if (entry === undefined) break;
        takeOff(entry, "spool_full");
        try {
          disk.now.remove(pathOf(entry));
          if (entry.owner === undefined) asking.forget(entry, "spool_full");
        } catch {
          // gone already, or it cannot be helped now
        }
      }
      return true;
    },
    async giveBack(bytes) {
      let left = bytes;
      while (left > 0) {
        const entry = oldest([...owners]);
        if (entry?.owner === undefined) return;
        left -= entry.bytes;
        await strike(entry, "spool_full", entry.owner);
      }
    },
  };
  return stock;
}

/** Where `entry` lies. */
export function pathOf(entry: { readonly folder: string; readonly name: string }): string {
  return `${entry.folder}/${entry.name}`;
}

function byAge(a: Entry, b: Entry): number {
  return a.name < b.name ? -1 : 1;
}
