// Definitions and identities are written only when they are new, have changed, or were last written an hour ago. Bounded: with too many
// entries the oldest are forgotten, and simply written again.

const hourMs = 3_600_000;

export interface WrittenCache {
  /** Whether `state` of `key` has to be written now; then it counts as written. */
  isDue(key: string, state: string, nowMs: number): boolean;
  /** Forgets everything: after a failure it is unknown what was written. */
  clear(): void;
}

/** @param maxEntries how many are remembered. */
export function createWrittenCache(maxEntries = 100_000): WrittenCache {
  const entries = new Map<string, { state: string; writtenMs: number }>();
  // many go at once: a Map walks over all that was deleted before it comes to its first entry
  const slack = Math.floor(maxEntries / 8);

  function forgetOldest(): void {
    for (const oldest of entries.keys()) {
      if (entries.size <= maxEntries) return;
      entries.delete(oldest);
    }
  }

  return {
    isDue(key, state, nowMs) {
      const entry = entries.get(key);
      if (entry !== undefined && entry.state === state && nowMs - entry.writtenMs < hourMs) return false;
      entries.delete(key);
      entries.set(key, { state, writtenMs: nowMs });
      if (entries.size > maxEntries + slack) forgetOldest();
      return true;
    },
    clear: () => entries.clear(),
  };
}
