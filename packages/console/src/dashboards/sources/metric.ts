// A metric as a source of charts.
import { restName } from "catalog/rest-name";
import type { ChartSource, MetricAggregation } from "contract";
import { getMetric } from "../../api/metrics/metric.ts";
import { type ChartAnswer, type ChartQuery, rangeOf, sumOf } from "./chart-query.ts";

type MetricSource = Extract<ChartSource, { readonly metric: string }>;

export async function readMetric(source: MetricSource, asked: ChartQuery): Promise<ChartAnswer> {
  const { info, aggregation, times, stepMs, series, other, truncated, exemplars } = await getMetric(
    toMetricParams(source, asked),
    asked.context,
    { isExact: asked.needsTotal || asked.isTotal },
  );
  const named = series.map((one) => ({ ...one, label: labelOf(one.labels, info.name) }));
  const rest = { label: restName(named.map(({ label }) => label)), labels: {} };
  const lines = [...named, ...(other === null ? [] : [{ ...other, ...rest }])].map(
    ({ label, labels, values }) => ({
      label,
      labels,
      kind: "line" as const,
      values,
      total: totalOf(values, aggregation),
    }),
  );
  return {
    times,
    stepMs,
    lines,
    truncated,
    exemplars,
    unit: aggregation === "count" ? "" : info.unit,
    perSecond: aggregation === "rate",
  };
}

/** Rates and percentiles have none: those of steps cannot be added. */
function totalOf(
  values: readonly (number | null)[],
  aggregation: MetricAggregation,
): number | null | undefined {
  const known = values.filter((value) => value !== null);
  if (aggregation === "sum" || aggregation === "count") return sumOf(values);
  if (known.length === 0) return null;
  if (aggregation === "last") return known.at(-1);
  if (aggregation === "min") return Math.min(...known);
  return aggregation === "max" ? Math.max(...known) : undefined;
}

/** The parameters of `/api/metrics/:name`. */
export function toMetricParams(source: MetricSource, asked: ChartQuery): Parameters<typeof getMetric>[0] {
  const { metric: name, aggregation, where = {}, filter = [], groupBy = [], limit } = source;
  const conditions = Object.entries(where).map(([key, value]) => `${key}=${String(value)}`);
  return {
    ...rangeOf(asked),
    name,
    aggregation,
    groupBy: [...groupBy],
    // the rest of the groups of one query is not that of another
    limit: asked.isTotal ? undefined : limit,
    filter: [...conditions, ...filter, ...asked.filter],
    service: asked.service,
    stepMs: asked.stepMs,
  };
}

/** `nordpay`, `nordpay · SE` for several labels; the metric's own name without labels. */
function labelOf(labels: Readonly<Record<string, string>>, whole: string): string {
  const values = Object.values(labels);
  return values.length === 0 ? whole : values.map((value) => (value === "" ? "not set" : value)).join(" · ");
}
