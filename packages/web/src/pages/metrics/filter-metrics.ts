// The filters of the list of metrics beside the name and the service: type and unit.
import type { MetricInfo, MetricsResult } from "contract";

import { unitWord } from "../../lib/format-unit.ts";
import { metricKinds, type MetricsSearch } from "./search.ts";

export const kinds = metricKinds;

/** The units that metrics have, in words. */
export function unitsOf(result: MetricsResult | undefined): readonly string[] {
  const words = (result?.metrics ?? []).map(({ unit }) => unitWord(unit)).filter((word) => word !== "–");
  return [...new Set(words)].toSorted();
}

export function filterMetrics(
  metrics: readonly MetricInfo[],
  { kind, unit }: Pick<MetricsSearch, "kind" | "unit">,
): readonly MetricInfo[] {
  return metrics.filter(
    (metric) =>
      (kind === undefined || kindOf(metric) === kind) &&
      (unit === undefined || unitWord(metric.unit) === unit),
  );
}

function kindOf({ type, monotonic }: MetricInfo): MetricsSearch["kind"] {
  if (type === "exponential_histogram") return "histogram";
  return type === "sum" && monotonic ? "counter" : type;
}
