// The search parameters of the list of metrics and of one metric, beside those of the scope.
import type { MetricAggregation } from "contract";

import { many, one, oneOf } from "../../lib/search-params.ts";

export interface MetricsSearch {
  /** Part of the name. */
  readonly search?: string | undefined;
}

export interface MetricSearch {
  readonly agg?: MetricAggregation | undefined;
  /** Attribute keys to group by. */
  readonly by?: readonly string[] | undefined;
}

const aggregations: readonly MetricAggregation[] = [
  "rate",
  "sum",
  "count",
  "avg",
  "min",
  "max",
  "last",
  "p50",
  "p90",
  "p95",
  "p99",
];

export function validateMetricsSearch(raw: Readonly<Record<string, unknown>>): MetricsSearch {
  return { search: one(raw["search"]) };
}

export function validateMetricSearch(raw: Readonly<Record<string, unknown>>): MetricSearch {
  return { agg: oneOf(raw["agg"], aggregations), by: many(raw["by"]) };
}
