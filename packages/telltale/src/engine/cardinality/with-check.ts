// The guard of new series, with a check in front of it. Only new series are looked at: a known one costs nothing.
import type { CardinalityGuard, Pair } from "./guard.ts";

/** Sees the attributes of each new series of an instrument, and returns those to keep. */
interface SeriesCheck {
  series(instrument: string): (pairs: readonly Pair[]) => readonly Pair[];
  readonly changes: boolean;
}

/** `guard`, or one that leaves everything as it is, behind `check`. */
export function withCheck(guard: CardinalityGuard | undefined, check: SeriesCheck): CardinalityGuard {
  return {
    series(instrument, limit) {
      const own = guard?.series(instrument, limit);
      const look = check.series(instrument);
      return {
        changes: check.changes || own?.changes === true,
        look(pairs, count) {
          const kept = look(pairs);
          return own === undefined ? kept : own.look(kept, count);
        },
        count: (key, value) => own?.count(key, value),
      };
    },
    spanName: (name) => guard?.spanName(name),
    eventName: (name) => guard?.eventName(name),
    growing: () => guard?.growing() ?? [],
  };
}
