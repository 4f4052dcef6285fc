// What a rule needs of a metric's series in a test.
import type { RecordedMetric } from "./recorded-metric.ts";

/** A metric as one rule uses it. */
export interface Use {
  readonly of: RecordedMetric;
  /** Attributes that matchers and groups name. */
  readonly attributes: readonly string[];
  /**
   * `last`: the last point of a window is enough. `points`: every point counts. `counts`: increases in a window. `quantile`: buckets.
   * `presence`: whether there are points.
   */
  readonly purpose: "last" | "points" | "counts" | "quantile" | "presence";
  /** Limits that a percentile is compared with. Undefined: the percentile itself must be right. */
  readonly limits?: readonly number[] | undefined;
  /** Whether a percentile must be below its limits. */
  readonly isBelow?: boolean;
}

/** The uses of a rule by metric. */
export function usesByMetric(uses: readonly Use[]): ReadonlyMap<RecordedMetric, readonly Use[]> {
  const found = new Map<RecordedMetric, Use[]>();
  for (const use of uses) {
    const list = found.get(use.of);
    if (list === undefined) found.set(use.of, [use]);
    else list.push(use);
  }
  return found;
}
