// Two sets in rotation, so that memory is bounded and the newest entries are always known: when the newer set is full, the older one is
// cleared and becomes the newer one.

/** A set that can be emptied. */
export interface Emptied {
  readonly size: number;
  has(key: Uint32Array, hash: number): boolean;
  add(key: Uint32Array, hash: number): unknown;
  clear(): void;
}

export interface Rotation {
  has(key: Uint32Array, hash: number): boolean;
  add(key: Uint32Array, hash: number): void;
  /** Everything since then (Unix ms) was added. Changes nothing once something was forgotten. */
  reachesBackTo(ms: number): void;
  /** Unix ms: since when it has everything that was to be added. */
  readonly sinceMs: number;
}

/** @param size how many it holds at least; it holds at most twice as many. */
export function createRotation(create: () => Emptied, size: number, nowMs: () => number): Rotation {
  let newer = create();
  let older = create();
  let newerSinceMs = nowMs();
  let olderSinceMs = newerSinceMs;
  let hasForgotten = false;

  function rotate(): void {
    [newer, older] = [older, newer];
    newer.clear();
    olderSinceMs = newerSinceMs;
    newerSinceMs = nowMs();
    hasForgotten = true;
  }

  return {
    has: (key, hash) => newer.has(key, hash) || older.has(key, hash),
    add(key, hash) {
      if (newer.size >= size) rotate();
      newer.add(key, hash);
    },
    reachesBackTo(ms) {
      if (hasForgotten) return;
      newerSinceMs = Math.min(newerSinceMs, ms);
      olderSinceMs = Math.min(olderSinceMs, ms);
    },
    get sinceMs() {
      return olderSinceMs;
    },
  };
}
