// Free space and access to the data directory, checked before rows are accepted: below the limit of free space the store rejects new rows while
// there is still room for merges and for answers. A directory that was deleted or is not writable has the same effect.
import { ProblemError } from "../../problem/problem.ts";
import { accessSync, constants, existsSync, mkdirSync, statSync } from "node:fs";
import { access, stat, statfs } from "node:fs/promises";
import { dirname } from "node:path";
import { explainStart, isFullDisk } from "../full-disk.ts";

export interface DiskOptions {
  /** On the disk in question; it must exist. */
  readonly directory: string;
  /** Absent: a gigabyte, or a twentieth of a disk that is smaller than 20. */
  readonly minFreeBytes?: number | undefined;
  /** Called when the store stops accepting rows, and when it accepts them again. */
  readonly note: (note: string) => void;
}

export interface DiskState {
  readonly freeBytes: number;
  readonly totalBytes: number;
  /** Below it the store accepts no rows. */
  readonly minFreeBytes: number;
}

/** Watches a disk. */
export interface DiskGuard {
  /** Why the store accepts no rows at the moment; `undefined` when it does. Costs nothing. */
  refusal(): ProblemError | undefined;
  /** At the last check. */
  readonly state: DiskState;
  /** Checks now; otherwise it checks twice a second. */
  look(): Promise<void>;
  stop(): void;
}

/**
 * Makes the data directory when it is missing.
 *
 * @throws {ProblemError} `STORE_DISK_ERROR` when that cannot be done or the directory is not writable: a read-only disk, a file in its place;
 * `STORE_DISK_FULL` on a full one.
 */
export function makeDataDirectory(directory: string): void {
  try {
    // Asked first: making a directory on a read-only disk is said to fail for another reason.
    accessSync(existingParent(directory), constants.W_OK | constants.X_OK);
    makeFolders(directory);
    accessSync(directory, constants.W_OK | constants.X_OK);
  } catch (cause) {
    if (isFullDisk(cause)) throw explainStart(cause, directory);
    throw new ProblemError(
      "STORE_DISK_ERROR",
      `Cannot keep data in ${directory}: ${(cause as Error).message}.`,
      "Make it writable, or choose another place with `--data DIR`.",
      { cause },
    );
  }
}

/** One by one: in a place where none can be made (`/proc`), Node's own way tries for ever. */
function makeFolders(path: string): void {
  const parent = dirname(path);
  if (!existsSync(parent)) makeFolders(parent);
  try {
    mkdirSync(path, { mode: 0o700 });
  } catch (error) {
    if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
  }
}

function existingParent(path: string): string {
  let existing = path;
  while (!existsSync(existing)) existing = dirname(existing);
  return existing;
}

const lookEveryMs = 500;
const defaultMinFreeBytes = 1e9;
const defaultMinFreeShare = 0.05;
/** Free space above the limit before rows are accepted again, so that the state does not flap. */
const roomToResume = 1.1;

/** Checks once, and twice a second from then on. */
export async function startDiskGuard(options: DiskOptions): Promise<DiskGuard> {
  const { directory, note } = options;
  const { ino, dev } = await stat(directory);
  let state: DiskState = { freeBytes: 0, totalBytes: 0, minFreeBytes: 0 };
  let refusal: ProblemError | undefined;

  async function look(): Promise<void> {
    const next = await check().catch((error: Error) => unusable(error.message));
    if (refusal === undefined && next !== undefined) note(`${next.message} ${next.fix}`);
    if (refusal !== undefined && next === undefined) note("The disk has recovered: the store accepts data.");
    refusal = next;
  }

  async function check(): Promise<ProblemError | undefined> {
    const now = await stat(directory);
    if (now.ino !== ino || now.dev !== dev) return unusable("it is not the directory that was opened");
    await access(directory, constants.W_OK);
    const { bavail, blocks, bsize } = await statfs(directory);
    const totalBytes = blocks * bsize;
    const minFreeBytes =
      options.minFreeBytes ?? Math.min(defaultMinFreeBytes, Math.floor(totalBytes * defaultMinFreeShare));
    state = { freeBytes: bavail * bsize, totalBytes, minFreeBytes };
    const mark = refusal === undefined ? minFreeBytes : minFreeBytes * roomToResume;
    return state.freeBytes < mark ? full(state) : undefined;
  }

  function unusable(why: string): ProblemError {
    return new ProblemError(
      "STORE_DISK_ERROR",
      `The data directory ${directory} cannot be written to: ${why}.`,
      "Make it writable again; when it was deleted, start the console again.",
    );
  }

  function full({ freeBytes, minFreeBytes }: DiskState): ProblemError {
    return new ProblemError(
      "STORE_DISK_FULL",
      `The disk of ${directory} has ${freeBytes} bytes free; below ${minFreeBytes} the console rejects data.`,
      "Free some space, keep less (`--retain`, `--max-size`), or lower the mark (`--min-free`). Queries continue; the console accepts data again by itself.",
    );
  }

  await look();
  const timer = setInterval(() => void look(), lookEveryMs);
  timer.unref();
  return {
    refusal: () => refusal,
    get state() {
      return state;
    },
    look,
    stop: () => clearInterval(timer),
  };
}
