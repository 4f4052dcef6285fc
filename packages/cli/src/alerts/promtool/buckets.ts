// Boundaries of a histogram's buckets for a test: where they are, `histogram_quantile` answers as a percentile of the observations does.
import type { RecordedMetric } from "./recorded-metric.ts";
import type { Use } from "./use.ts";

/** Values that are always boundaries. */
const mostValues = 40;

/** Upper boundaries in order; the last is infinite. */
export function boundariesOf({ facts }: RecordedMetric, uses: readonly Use[]): readonly number[] {
  const quantiles = uses.filter(({ purpose }) => purpose === "quantile");
  if (quantiles.length === 0) return [Infinity];
  const values = [...new Set(facts.map(({ value }) => value))].toSorted((a, b) => a - b);
  const found = new Set<number>();
  for (const { limits, isBelow = false } of quantiles) {
    for (const limit of limits ?? []) {
      // an observation at the limit is not below it
      found.add(isBelow ? justBelow(limit) : limit);
      // a percentile behind the limit needs a boundary to be interpolated to
      found.add(Math.max(values.at(-1) ?? 0, limit + Math.max(1, Math.abs(limit))));
    }
    if (limits !== undefined) continue;
    for (const value of chosen(values)) {
      // interpolation in so narrow a bucket gives the value
      found.add(justBelow(value));
      found.add(value);
    }
  }
  return [...found.add(Infinity)].toSorted((a, b) => a - b);
}

const justBelow = (value: number): number => value - 1e-9 * (Math.abs(value) || 1);

/** All values, or as many that are evenly spread over their order. */
function chosen(values: readonly number[]): readonly number[] {
  if (values.length <= mostValues) return values;
  return Array.from(
    { length: mostValues },
    (_, index) => values[Math.round((index * (values.length - 1)) / (mostValues - 1))]!,
  );
}
