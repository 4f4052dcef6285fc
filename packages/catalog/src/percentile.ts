// The percentiles of durations and values that alerts, objectives and charts offer.

export const percentiles = ["p50", "p90", "p95", "p99"] as const;
export type Percentile = (typeof percentiles)[number];

/** The share of a percentile: 0.95 for `p95`. */
export const shareOfPercentile = (measure: string): number => Number(measure.slice(1)) / 100;

export function isPercentile(measure: string): measure is Percentile {
  return (percentiles as readonly string[]).includes(measure);
}
