// How a metric of a type can be aggregated. Pure.
import type { MetricAggregation, MetricInfo } from "contract";

/** The aggregations of a type, the default first. */
export function aggregationsOf({
  type,
  monotonic,
}: Pick<MetricInfo, "type" | "monotonic">): readonly MetricAggregation[] {
  switch (type) {
    case "histogram":
    case "exponential_histogram":
      return ["p95", "p50", "p90", "p99", "average", "min", "max", "count", "rate", "sum"];
    case "sum":
      return monotonic ? ["rate", "sum", "last", "max"] : ["last", "average", "min", "max", "sum"];
    case "summary":
      return ["average", "count", "sum", "rate", "p50", "p90", "p95", "p99"];
    default:
      return ["last", "average", "min", "max", "sum"];
  }
}
