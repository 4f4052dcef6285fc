// Quantiles and shares out of the roll-ups' histograms: counts by floor(log2(ns + 1) * 4).

/** Counts by bucket. */
export type Durations = Record<string, number>;

/** Adds `counts` to `sum`, in place. */
export function addDurations(sum: Durations, counts: Readonly<Durations>): void {
  for (const [bucket, count] of Object.entries(counts)) sum[bucket] = (sum[bucket] ?? 0) + Number(count);
}

export function countDurations(counts: Readonly<Durations>): number {
  let total = 0;
  for (const count of Object.values(counts)) total += Number(count);
  return total;
}

/** The quantile in ms, between the ends of its bucket on a logarithmic scale. There must be counts. */
export function quantileOf(counts: Readonly<Durations>, quantile: number): number {
  const buckets = Object.entries(counts)
    .map(([bucket, count]) => [Number(bucket), Number(count)] as const)
    .toSorted(([a], [b]) => a - b);
  let left = countDurations(counts) * quantile;
  for (const [bucket, count] of buckets) {
    if (count > 0 && left <= count) return toMs(bucket + left / count);
    left -= count;
  }
  return toMs((buckets.at(-1)?.[0] ?? 0) + 1);
}

/** How many are longer than `ms`. */
export function longerThan(counts: Readonly<Durations>, ms: number): number {
  const limit = Math.log2(Math.max(0, ms) * 1e6 + 1) * 4;
  let total = 0;
  for (const [bucket, count] of Object.entries(counts))
    total += Number(count) * Math.min(1, Math.max(0, Number(bucket) + 1 - limit));
  return total;
}

function toMs(bucket: number): number {
  return (2 ** (bucket / 4) - 1) / 1e6;
}
