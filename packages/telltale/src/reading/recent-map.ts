// A map that keeps the entries written last.

/** Values by key, those written last at the end. */
export interface RecentMap<Value> {
  get(key: string): Value | undefined;
  /** Writes it; it becomes the youngest. */
  set(key: string, value: Value): void;
  /** Those that are kept, the oldest first. */
  entries(): [string, Value][];
}

/** Keeps the `limit` entries written last. */
export function createRecentMap<Value>(limit: number): RecentMap<Value> {
  const map = new Map<string, Value>();
  // many go at once: a Map walks over all that was deleted before it comes to its first entry
  const slack = Math.ceil(limit / 8);
  return {
    get: (key) => map.get(key),
    entries: () => [...map].slice(-limit),
    set(key, value) {
      map.delete(key);
      map.set(key, value);
      if (map.size <= limit + slack) return;
      for (const oldest of map.keys()) {
        if (map.size <= limit) return;
        map.delete(oldest);
      }
    },
  };
}
