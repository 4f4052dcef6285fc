// How much lies in the whole spool, over all processes and destinations, and what must go when it is too much: the oldest.
// Own files are known exactly, those of others from the last look into the folder.
import { report } from "../engine/diagnose.ts";
import { type BatchName, parseName } from "./batch-file.ts";
import type { Disk } from "./disk.ts";
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
  /** Takes `entry` off the list and counts its items under `reason`. */
  forget(entry: Entry, reason: string): void;
}

/** The whole spool. */
export interface Stock {
  readonly directory: string;
  join(owner: EntryOwner): void;
  leave(owner: EntryOwner): void;
  /** Looks for files of others, and removes those too old for anybody. */
  look(): Promise<void>;
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
  let lookedMs = -Infinity;
  let looking: Promise<void> | undefined;

  function* all(): Generator<Entry> {
    for (const owner of owners) yield* owner.entries();
    yield* others;
  }

  /** What must go so that `bytes` more fit, oldest first. */
  function victims(bytes: number): Entry[] {
    let over = bytes - maxBytes;
    let files = 1 - maxFiles;
    for (const entry of all()) {
      over += entry.bytes;
      files++;
    }
    if (over <= 0 && files <= 0) return [];
    const chosen: Entry[] = [];
    for (const entry of [...all()].filter((one) => !one.busy).toSorted(byAge)) {
      if (over <= 0 && files <= 0) break;
      chosen.push(entry);
      over -= entry.bytes;
      files--;
    }
    return chosen;
  }

  function struck(entry: Entry, reason: string, asking: EntryOwner): void {
    if (entry.owner === undefined) {
      others = others.filter((one) => one !== entry);
      asking.forget(entry, reason);
    } else entry.owner.forget(entry, reason);
  }

  async function strike(entry: Entry, reason: string, asking: EntryOwner): Promise<void> {
    // off the list first, so that nobody sends it meanwhile
    if (entry.owner === undefined) others = others.filter((one) => one !== entry);
    try {
      await disk.remove(pathOf(entry));
    } catch {
      // gone already: its owner sent it, or another process counted it
      if (entry.owner === undefined) return;
    }
    struck(entry, reason, asking);
  }

  async function lookAround(): Promise<void> {
    const found: Entry[] = [];
    const mine = new Set([...owners].flatMap((owner) => owner.entries().map(pathOf)));
    for (const queue of await disk.list(directory)) {
      for (const owner of await disk.list(`${directory}/${queue}`).catch(() => [])) {
        if (!isOwnerName(owner)) continue;
        const folder = `${directory}/${queue}/${owner}`;
        for (const name of await disk.list(folder).catch(() => [])) {
          const parsed = parseName(name);
          if (parsed === undefined || mine.has(`${folder}/${name}`)) continue;
          found.push({ ...parsed, folder, owner: undefined, busy: false });
        }
      }
    }
    // what was written by us while we looked is ours
    const own = new Set([...owners].flatMap((owner) => owner.entries().map(pathOf)));
    others = found.filter((entry) => !own.has(pathOf(entry)));
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
      const oldest = Date.now() - maxAgeMs - graceMs;
      for (const entry of others.filter(({ madeMs }) => madeMs < oldest)) {
        await strike(entry, "spool_expired", asking);
      }
    },
    async makeRoom(bytes, asking) {
      if (bytes > maxBytes) return false;
      if (victims(bytes).length > 0 && performance.now() - lookedMs > lookAgainMs) await stock.look();
      for (const entry of victims(bytes)) await strike(entry, "spool_full", asking);
      return true;
    },
    makeRoomNow(bytes, asking) {
      if (bytes > maxBytes) return false;
      for (const entry of victims(bytes)) {
        try {
          disk.now.remove(pathOf(entry));
        } catch {
          if (entry.owner === undefined) continue;
        }
        struck(entry, "spool_full", asking);
      }
      return true;
    },
    async giveBack(bytes) {
      let left = bytes;
      for (const entry of [...owners].flatMap((owner) => owner.entries()).toSorted(byAge)) {
        if (left <= 0) return;
        if (entry.busy || entry.owner === undefined) continue;
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
