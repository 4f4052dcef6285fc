// Definitions and identities are written only when they are new, have changed, or were last written an hour ago. The store keeps the one that
// was seen last, so one that was seen before what is known is not written, however late it arrives. Bounded: with too many entries the oldest
// are forgotten, and simply written again.

const hourMs = 3_600_000;

export interface WrittenCache {
  /** Whether `state` of `key`, as it was at `seenMs`, has to be written now; then it counts as written. */
  isDue(key: string, seen: Seen, nowMs: number): boolean;
  /** Forgets everything: after a failure it is unknown what was written. */
  clear(): void;
}

interface Seen {
  readonly state: string;
  /** By the sender's clock, Unix ms. */
  readonly seenMs: number;
}

interface Entry {
  readonly state: string;
  /** The last time, also when it was not written. */
  seenMs: number;
  readonly writtenMs: number;
}

/** @param maxEntries how many are remembered. */
export function createWrittenCache(maxEntries = 100_000): WrittenCache {
  const entries = new Map<string, Entry>();
  // many go at once: a Map walks over all that was deleted before it comes to its first entry
  const slack = Math.floor(maxEntries / 8);

  function forgetOldest(): void {
    for (const oldest of entries.keys()) {
      if (entries.size <= maxEntries) return;
      entries.delete(oldest);
    }
  }

  return {
    isDue(key, { state, seenMs }, nowMs) {
      const entry = entries.get(key);
      if (entry !== undefined && seenMs < entry.seenMs) return false;
      if (entry !== undefined && entry.state === state && nowMs - entry.writtenMs < hourMs) {
        entry.seenMs = seenMs;
        return false;
      }
      entries.delete(key);
      entries.set(key, { state, seenMs, writtenMs: nowMs });
      if (entries.size > maxEntries + slack) forgetOldest();
      return true;
    },
    clear: () => entries.clear(),
  };
}
