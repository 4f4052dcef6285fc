// Quantiles out of buckets: explicit ones (linear inside a bucket) and exponential ones (even on a logarithmic scale).

export interface Bucket {
  /** `-Infinity` for the first of an explicit histogram. */
  readonly low: number;
  /** `Infinity` for its last. */
  readonly high: number;
  readonly count: number;
}

export interface QuantileOptions {
  readonly exponential: boolean;
  /** Smallest and largest value where they are known; they close the open buckets and bound the answer. */
  readonly min: number | null;
  readonly max: number | null;
}

/** The value below which the share `quantile` (0 to 1) of the counted values is; `null` without any. */
export function bucketQuantile(
  buckets: readonly Bucket[],
  quantile: number,
  options: QuantileOptions,
): number | null {
  const filled = buckets
    .filter(({ count }) => count > 0)
    .toSorted((a, b) => a.high - b.high || a.low - b.low);
  const total = filled.reduce((sum, { count }) => sum + count, 0);
  let left = total * quantile;
  for (const bucket of filled) {
    if (left > bucket.count) {
      left -= bucket.count;
      continue;
    }
    return bounded(valueInside(bucket, left / bucket.count, options), options);
  }
  const last = filled.at(-1);
  return last === undefined ? null : bounded(valueInside(last, 1, options), options);
}

function valueInside(bucket: Bucket, share: number, { exponential, min, max }: QuantileOptions): number {
  const { low, high } = closed(bucket, min, max);
  const sameSign = (low > 0 && high > 0) || (low < 0 && high < 0);
  if (exponential && sameSign) return low * (high / low) ** share;
  return low + (high - low) * share;
}

/** An open end is closed by the known extreme, else by zero (below) or by the bucket's own other end. */
function closed(
  { low, high }: Bucket,
  min: number | null,
  max: number | null,
): { low: number; high: number } {
  const from = low === -Infinity ? (min ?? Math.min(0, high)) : low;
  const to = high === Infinity ? (max ?? from) : high;
  return { low: Math.min(from, to), high: to };
}

function bounded(value: number, { min, max }: QuantileOptions): number {
  return Math.min(Math.max(value, min ?? -Infinity), max ?? Infinity);
}

/** The smallest value the buckets allow: the lower end of the first that is not empty. */
export function lowestOf(buckets: readonly Bucket[]): number | null {
  const [first] = buckets.filter(({ count }) => count > 0).toSorted((a, b) => a.low - b.low);
  if (first === undefined) return null;
  return first.low === -Infinity ? Math.min(0, first.high) : first.low;
}

/** The largest value the buckets allow: the upper end of the last that is not empty, or its lower end when it is open. */
export function highestOf(buckets: readonly Bucket[]): number | null {
  const last = buckets.filter(({ count }) => count > 0).toSorted((a, b) => b.high - a.high)[0];
  if (last === undefined) return null;
  return last.high === Infinity ? last.low : last.high;
}
