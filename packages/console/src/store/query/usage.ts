// How the slots of the queue are used over time: whether a query that took long had the store for itself, and how long queries take.

export interface Usage {
  /** Counts a query as running. `owner`: what asked for it, and perhaps for others at the same time. */
  begin(owner?: object): Used;
  /** How long queries have taken lately. */
  usualMs(): number;
}

/** A query that runs. */
interface Used {
  /** How many queries that its owner did not ask for have run beside it, on average since it began. */
  others(): number;
  end(): void;
}

/** The share of the newest query in the usual time. */
const newestShare = 0.1;

/** Queries that run at the same time. */
interface Running {
  count: number;
  /** Milliseconds of all of them together, until `sinceMs`. */
  usedMs: number;
  sinceMs: number;
}

/** @param nowMs a monotonic clock. */
export function createUsage(nowMs: () => number): Usage {
  const all: Running = { count: 0, usedMs: 0, sinceMs: nowMs() };
  const owned = new WeakMap<object, Running>();
  let usualMs = 0;

  function ownedBy(owner: object): Running {
    const known = owned.get(owner) ?? { count: 0, usedMs: 0, sinceMs: nowMs() };
    owned.set(owner, known);
    return known;
  }

  return {
    // Without an owner, a query is the only one of its own.
    begin(owner = {}) {
      const own = ownedBy(owner);
      const othersUsedMs = (now: number): number => usedUntil(all, now) - usedUntil(own, now);
      const begunMs = nowMs();
      const usedBeforeMs = othersUsedMs(begunMs);
      all.count += 1;
      own.count += 1;
      return {
        others() {
          const now = nowMs();
          const usedSinceMs = othersUsedMs(now) - usedBeforeMs;
          return now > begunMs ? usedSinceMs / (now - begunMs) : all.count - own.count;
        },
        end() {
          const now = nowMs();
          for (const running of [all, own]) {
            usedUntil(running, now);
            running.count -= 1;
          }
          usualMs += (now - begunMs - usualMs) * newestShare;
        },
      };
    },
    usualMs: () => usualMs,
  };
}

function usedUntil(running: Running, now: number): number {
  running.usedMs += running.count * (now - running.sinceMs);
  running.sinceMs = now;
  return running.usedMs;
}
