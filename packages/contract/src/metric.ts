import type { FilterQuery, RangeQuery, ResolvedRange } from "./query.ts";

export const metricsPath = "/api/metrics";
export const metricPath = "/api/metrics/:name";

export type MetricType = "gauge" | "sum" | "histogram" | "exponential_histogram" | "summary";

export interface MetricsQuery extends RangeQuery {
  readonly service?: string | undefined;
  /** Part of the name. */
  readonly search?: string | undefined;
}

export interface MetricInfo {
  readonly name: string;
  readonly type: MetricType;
  readonly unit: string;
  readonly description: string;
  readonly temporality: "delta" | "cumulative" | "none";
  readonly monotonic: boolean;
  readonly services: readonly string[];
  readonly seriesCount: number;
  readonly attributeKeys: readonly string[];
  readonly lastSeen: string;
}

export interface MetricsResult {
  readonly metrics: readonly MetricInfo[];
}

/** `rate` is per second; `p50` to `p99` are for histograms; `last` for gauges. */
export type MetricAggregation =
  | "rate"
  | "sum"
  | "count"
  | "avg"
  | "min"
  | "max"
  | "last"
  | "p50"
  | "p90"
  | "p95"
  | "p99";

export interface MetricQuery extends RangeQuery, FilterQuery {
  readonly service?: string | undefined;
  /** Default by type: monotonic sum `rate`, other sum and gauge `last`, histogram `p95`. */
  readonly aggregation?: MetricAggregation | undefined;
  /** Attribute keys. `service.name` is one, too. */
  readonly groupBy?: string | readonly string[] | undefined;
  /** Width of a point; chosen to give about 120 points when absent. */
  readonly stepMs?: number | undefined;
}

export interface MetricSeries {
  readonly labels: Readonly<Record<string, string>>;
  /** One for each step of the range; `null` where nothing was measured. */
  readonly values: readonly (number | null)[];
}

export interface Exemplar {
  readonly time: string;
  readonly value: number;
  readonly traceId: string;
  readonly spanId: string;
}

export interface MetricResult extends ResolvedRange {
  readonly info: MetricInfo;
  readonly aggregation: MetricAggregation;
  readonly stepMs: number;
  /** Unix ms of each point. */
  readonly times: readonly number[];
  /** The 20 series with the largest values; `truncated` tells how many more there are. */
  readonly series: readonly MetricSeries[];
  readonly truncated: number;
  readonly exemplars: readonly Exemplar[];
}
