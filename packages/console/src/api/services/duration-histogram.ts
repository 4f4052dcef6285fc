// Quantiles out of the roll-ups' histograms: counts by floor(log2(ns + 1) * 4), so a bucket is 19 % wide.

/** Counts by bucket, as JSON objects have them. */
export type DurationCounts = Readonly<Record<string, number | string>>;

/** Adds `counts` to `sum`, in place. */
export function addCounts(sum: Map<number, number>, counts: DurationCounts): void {
  for (const [bucket, count] of Object.entries(counts)) {
    sum.set(Number(bucket), (sum.get(Number(bucket)) ?? 0) + Number(count));
  }
}

/** The quantile in ms, interpolated on a logarithmic scale within its bucket; `null` without counts. */
export function quantileMs(counts: ReadonlyMap<number, number>, quantile: number): number | null {
  const buckets = [...counts].filter(([, count]) => count > 0).toSorted(([a], [b]) => a - b);
  const total = buckets.reduce((sum, [, count]) => sum + count, 0);
  let left = total * quantile;
  for (const [bucket, count] of buckets) {
    if (left <= count) return (2 ** ((bucket + left / count) / 4) - 1) / 1e6;
    left -= count;
  }
  return null;
}

/** Where a bucket begins. */
export function bucketLowMs(bucket: number): number {
  return Math.max(0, (2 ** (bucket / 4) - 1) / 1e6);
}

/** Quantiles of one row's counts. */
export function quantilesMs(counts: DurationCounts, ...quantiles: readonly number[]): (number | null)[] {
  const sum = new Map<number, number>();
  addCounts(sum, counts);
  return quantiles.map((quantile) => quantileMs(sum, quantile));
}
