// Metric types and aggregations in words.
import type { MetricAggregation, MetricInfo, MetricType } from "contract";

const types: Readonly<Record<MetricType, string>> = {
  gauge: "gauge",
  sum: "sum",
  histogram: "histogram",
  exponential_histogram: "exponential histogram",
  summary: "summary",
};

/** `counter` for a sum that only grows. */
export function typeWord({ type, monotonic }: Pick<MetricInfo, "type" | "monotonic">): string {
  return type === "sum" && monotonic ? "counter" : types[type];
}

const words: Readonly<Record<MetricAggregation, string>> = {
  rate: "rate per second",
  sum: "sum",
  count: "number of measurements",
  average: "average",
  min: "smallest",
  max: "largest",
  last: "last value",
  p50: "median (p50)",
  p90: "p90",
  p95: "p95",
  p99: "p99",
};

export const aggregationWord = (aggregation: MetricAggregation): string => words[aggregation];
