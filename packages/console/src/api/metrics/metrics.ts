// GET /api/metrics: metrics that had points in the range, those with most series, by name.
import type { MetricsResult, ParamsOf } from "contract";
import type { ApiContext } from "../context.ts";
import { run } from "../context.ts";
import { type MetricInfoRow, toMetricInfo } from "./metric-info.ts";
import { readRange } from "../params/params.ts";
import { limitList } from "../limits/limit-list.ts";
import { toRangeParams } from "../time/range.ts";

const mostMetrics = 2_000;

interface ListedRow extends MetricInfoRow {
  /** Metrics that exist. */
  readonly names: string;
}

export async function listMetrics(
  params: ParamsOf<"GET /api/metrics">,
  context: ApiContext,
): Promise<MetricsResult> {
  const rows = await run<ListedRow>(context, "metric-list", {
    ...toRangeParams(readRange(params, context)),
    service: params.service,
    environment: params.environment,
    search: params.search,
    limit: mostMetrics,
  });
  const total = rows.length < mostMetrics ? rows.length : Number(rows[0]?.names);
  const { items, truncated } = limitList(rows, { bytes: 4_000_000, total });
  return { metrics: items.map(toMetricInfo).toSorted((a, b) => (a.name < b.name ? -1 : 1)), truncated };
}
