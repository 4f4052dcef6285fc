// Points of cumulative metrics as what they add. The store and a recording use the same rules, so that both count alike.

/** A point before is a base for the next only when it is at most this much older. */
export const reachMs = 600_000;

/** A point of a cumulative stream. */
interface Cumulative {
  /** Unix ms. */
  readonly at: number;
  /** Unix ns of the beginning of the stream; `0` is unknown. */
  readonly start: bigint;
}

/** The total of a counter. */
export interface Total extends Cumulative {
  readonly total: number;
}

/** Observations by their value. */
export type Observations = ReadonlyMap<number, number>;

/** What a histogram counted. */
export interface Counted extends Cumulative {
  readonly observations: Observations;
}

/** The increase that a point brings; undefined when it may have happened long before. */
export function increaseSince(before: Total | undefined, point: Total): number | undefined {
  if (!isBase(before, point)) return isYoung(point) ? point.total : undefined;
  // a smaller total is that of a counter that began again
  return before.start === point.start && point.total >= before.total
    ? point.total - before.total
    : point.total;
}

/** The observations that a point brings. */
export function observationsSince(before: Counted | undefined, point: Counted): Observations {
  if (!isBase(before, point)) return isYoung(point) ? point.observations : new Map();
  if (before.start !== point.start) return point.observations;
  return new Map(
    [...point.observations].map(([value, count]) => [value, count - (before.observations.get(value) ?? 0)]),
  );
}

function isBase<P extends Cumulative>(before: P | undefined, point: P): before is P {
  return before !== undefined && point.at - before.at <= reachMs;
}

/** Whether the whole total came within the reach. */
function isYoung({ at, start }: Cumulative): boolean {
  return start > 0n && at - Number(start / 1_000_000n) <= reachMs;
}

/** A bucket counts at its middle; the outer ones have one bound only. Without buckets all count at their mean. */
export function explicitObservations(
  bounds: readonly number[],
  counts: readonly number[],
  { count, sum }: { readonly count: number; readonly sum: number },
): Observations {
  if (counts.length === 0) return count === 0 ? new Map() : new Map([[sum / count, count]]);
  return new Map(
    counts.map((one, index) => {
      const [low, high] = [bounds[index - 1], bounds[index]];
      const middle = low === undefined ? (high ?? 0) : high === undefined ? low : (low + high) / 2;
      return [middle, one];
    }),
  );
}

interface Side {
  readonly offset: number;
  readonly counts: readonly number[];
}

/** A bucket counts at its middle on the logarithmic scale. */
export function exponentialObservations(
  scale: number,
  zeroCount: number,
  positive: Side,
  negative: Side,
): Observations {
  const base = 2 ** (2 ** -scale);
  const observations = new Map<number, number>([[0, zeroCount]]);
  for (const [sign, { offset, counts }] of [
    [1, positive],
    [-1, negative],
  ] as const)
    for (const [index, count] of counts.entries())
      observations.set(sign * base ** (offset + index + 0.5), count);
  return observations;
}
