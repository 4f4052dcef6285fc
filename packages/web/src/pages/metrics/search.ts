// The search parameters of the list of metrics and of one metric, beside those of the scope.
import { isEarlier, type MetricAggregation, metricAggregations } from "contract";

import { many, numeric, one, oneOf } from "../../lib/search-params.ts";

export const metricKinds = ["counter", "sum", "gauge", "histogram", "summary"] as const;
/** A type of metrics in the filter of the list; `histogram` is of both forms. */
type MetricKind = (typeof metricKinds)[number];

export interface MetricsSearch {
  /** Part of the name. */
  readonly search?: string | undefined;
  readonly kind?: MetricKind | undefined;
  readonly unit?: string | undefined;
}

export interface MetricSearch {
  readonly agg?: MetricAggregation | undefined;
  /** Attribute keys to group by. */
  readonly by?: readonly string[] | undefined;
  /** How many groups have a line of their own; the rest is one line. */
  readonly top?: number | undefined;
  /** Further queries, named b, c, …: `rate shop.orders`, and a condition after it. The page's metric is a. */
  readonly q?: readonly string[] | undefined;
  /** A formula over the queries. */
  readonly f?: string | undefined;
  /** The earlier period that it is compared with: so much earlier. */
  readonly vs?: string | undefined;
  /** Histograms as a heatmap. */
  readonly form?: "heatmap" | undefined;
}

/** One further query. */
export interface FurtherQuery {
  readonly aggregation: MetricAggregation | undefined;
  readonly metric: string;
  readonly condition: string | undefined;
}

/** Reads a part of the address: aggregation, metric, and what is left is a condition. `undefined` for one without a metric. */
export function readQuery(text: string): FurtherQuery | undefined {
  const [, first = "", metric, condition] = /^(\S+) (\S+)(?: (.+))?$/.exec(text) ?? [];
  if (metric === undefined) return undefined;
  return { aggregation: metricAggregations.find((known) => known === first), metric, condition };
}

export function writeQuery({ aggregation, metric, condition = "" }: FurtherQuery): string {
  return `${aggregation ?? "usual"} ${metric} ${condition}`.trim();
}

/** How many queries a page has beside its metric. */
export const mostQueries = 5;
const mostTop = 20;

export function validateMetricsSearch(raw: Readonly<Record<string, unknown>>): MetricsSearch {
  return { search: one(raw["search"]), kind: oneOf(raw["kind"], metricKinds), unit: one(raw["unit"]) };
}

export function validateMetricSearch(raw: Readonly<Record<string, unknown>>): MetricSearch {
  const top = numeric(raw["top"]);
  const vs = one(raw["vs"]);
  const queries = many(raw["q"])?.filter((text) => readQuery(text) !== undefined);
  const search: MetricSearch = {
    agg: oneOf(raw["agg"], metricAggregations),
    by: many(raw["by"]),
    top: top !== undefined && Number.isInteger(top) && top > 0 && top <= mostTop ? top : undefined,
    q: queries === undefined || queries.length === 0 ? undefined : queries.slice(0, mostQueries),
    f: one(raw["f"]),
    vs: vs !== undefined && isEarlier(vs) ? vs : undefined,
    form: oneOf(raw["form"], ["heatmap"]),
  };
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));
}
