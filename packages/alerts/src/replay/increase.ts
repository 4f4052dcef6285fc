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
  readonly buckets: Buckets;
}

/** The buckets of a histogram, explicit or exponential. */
export type Buckets = ExplicitBuckets | ExponentialBuckets;

interface ExplicitBuckets {
  readonly bounds: readonly number[];
  /** One more than `bounds`, or none. */
  readonly counts: readonly number[];
  readonly count: number;
  readonly sum: number;
}

interface ExponentialBuckets {
  readonly scale: number;
  readonly zeroCount: number;
  readonly positive: Side;
  readonly negative: Side;
}

interface Side {
  readonly offset: number;
  readonly counts: readonly number[];
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
  const { buckets } = point;
  const all = observationsOf(buckets);
  if (!isBase(before, point)) return isYoung(point) ? all : new Map();
  // fewer than before are those of a histogram that began again
  if (before.start !== point.start || totalOf(buckets) < totalOf(before.buckets)) return all;
  if (hasNoBuckets(buckets) && hasNoBuckets(before.buckets)) {
    const [count, sum] = [buckets.count - before.buckets.count, buckets.sum - before.buckets.sum];
    return count === 0 ? new Map() : new Map([[sum / count, count]]);
  }
  const known = observationsOf(inBucketsOf(before.buckets, buckets));
  return new Map([...all].map(([value, count]) => [value, count - (known.get(value) ?? 0)]));
}

function isBase<P extends Cumulative>(before: P | undefined, point: P): before is P {
  return before !== undefined && point.at - before.at <= reachMs;
}

/** Whether the whole total came within the reach. */
function isYoung({ at, start }: Cumulative): boolean {
  return start > 0n && at - Number(start / 1_000_000n) <= reachMs;
}

/** Observations by their value. */
export function observationsOf(buckets: Buckets): Observations {
  return "scale" in buckets ? exponentialObservations(buckets) : explicitObservations(buckets);
}

function totalOf(buckets: Buckets): number {
  if (!("scale" in buckets)) return buckets.count;
  const { zeroCount, positive, negative } = buckets;
  return [positive.counts, negative.counts].reduce(
    (total, counts) => counts.reduce((sum, one) => sum + one, total),
    zeroCount,
  );
}

/** One bucket for all says no more than none. */
function hasNoBuckets(buckets: Buckets): buckets is ExplicitBuckets {
  return !("scale" in buckets) && buckets.counts.length <= 1;
}

/** A bucket counts at its middle; the outer ones have one bound only. Without buckets all count at their mean. */
function explicitObservations(buckets: ExplicitBuckets): Observations {
  const { bounds, counts, count, sum } = buckets;
  if (hasNoBuckets(buckets)) return count === 0 ? new Map() : new Map([[sum / count, count]]);
  return new Map(
    counts.map((one, index) => {
      const [low, high] = [bounds[index - 1], bounds[index]];
      const middle = low === undefined ? (high ?? 0) : high === undefined ? low : (low + high) / 2;
      return [middle, one];
    }),
  );
}

/** A bucket counts at its middle on the logarithmic scale. */
function exponentialObservations({ scale, zeroCount, positive, negative }: ExponentialBuckets): Observations {
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

/** `before` in buckets as wide as those of `now`: an exponential histogram makes them wider when its values need more room. */
function inBucketsOf(before: Buckets, now: Buckets): Buckets {
  if (!("scale" in before) || !("scale" in now) || before.scale <= now.scale) return before;
  const joined = 2 ** (before.scale - now.scale);
  const wider = ({ offset, counts }: Side): Side => {
    const first = Math.floor(offset / joined);
    const sums: number[] = [];
    for (const [index, count] of counts.entries()) {
      const place = Math.floor((offset + index) / joined) - first;
      sums[place] = (sums[place] ?? 0) + count;
    }
    return { offset: first, counts: sums };
  };
  return { ...before, scale: now.scale, positive: wider(before.positive), negative: wider(before.negative) };
}
