// Resources and series, to which rows refer by a hash, are written when they are new, and again within the hour. Two sets in rotation, so that
// memory is bounded and a series is looked up in a few nanoseconds: the garbage collector would walk a map of a hundred
// thousand `bigint`s again and again.
import { createIdSet, hashId } from "./id-set.ts";
import { tenantNumber } from "./tenant-number.ts";

export interface KnownHashes {
  /** Whether what has this hash was written lately. */
  has(tenant: string, hash: bigint, nowMs: number): boolean;
  /** Whether it has to be written now; then it counts as written. */
  isDue(tenant: string, hash: bigint, nowMs: number): boolean;
  /** Forgets everything: after a failure it is unknown what was written. */
  clear(): void;
}

const turnMs = 1_800_000;
const width = 3;

/** @param size how many each of the two sets holds; what is in use at the same time should fit into both. */
export function createKnownHashes(size = 131_071): KnownHashes {
  const long = new BigUint64Array(2);
  const key = new Uint32Array(long.buffer, 0, width);
  let newer = createIdSet(width);
  let older = createIdSet(width);
  let turnedMs = 0;

  function turn(nowMs: number): void {
    [newer, older] = [older, newer];
    newer.clear();
    turnedMs = nowMs;
  }

  /** The place of the hash in the sets, and its words in `key`. */
  function find(tenant: string, hash: bigint, nowMs: number): number {
    // a clock that was put back counts, too
    if (Math.abs(nowMs - turnedMs) >= turnMs) turn(nowMs);
    long[0] = hash;
    key[2] = tenantNumber(tenant);
    return hashId(key, width);
  }

  return {
    has(tenant, hash, nowMs) {
      const place = find(tenant, hash, nowMs);
      return newer.has(key, place) || older.has(key, place);
    },
    isDue(tenant, hash, nowMs) {
      const place = find(tenant, hash, nowMs);
      if (newer.has(key, place) || older.has(key, place)) return false;
      if (newer.size >= size) turn(nowMs);
      return newer.add(key, place);
    },
    clear() {
      newer.clear();
      older.clear();
    },
  };
}
