// GET /api/metrics: metrics that had points in the range, those with most series, by name; those over the budget of the tenant as one.
import type { MetricsResult, ParamsOf } from "contract";
import type { ApiContext } from "../context.ts";
import { run } from "../context.ts";
import { type MetricInfoRow, toMetricInfo } from "./metric-info.ts";
import { readRange } from "../params/params.ts";
import { limitList } from "../limits/limit-list.ts";
import { otherName } from "../../tables/name-limits.ts";
import { toRangeParams } from "../time/range.ts";

const maxMetrics = 2_000;

export async function listMetrics(
  params: ParamsOf<"GET /api/metrics">,
  context: ApiContext,
): Promise<MetricsResult> {
  const { service, environment, search } = params;
  const folds = search === undefined;
  const rows = await run<MetricInfoRow & { total: string }>(context, "metric-list", {
    ...toRangeParams(readRange(params, context)),
    service,
    environment,
    search,
    folds,
  });
  const others = folds && rows[0]?.metric === otherName ? rows.shift() : undefined;
  const total = Number((others ?? rows[0])?.total ?? 0) - (others === undefined ? 0 : 1);
  const { items, truncated } = limitList(rows.slice(0, maxMetrics), { bytes: 4_000_000, total });
  return {
    metrics: items.map(toMetricInfo).toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    others: others === undefined ? null : toOthers(toMetricInfo(others)),
    truncated,
  };
}

function toOthers({
  services,
  seriesCount,
  lastSeen,
}: ReturnType<typeof toMetricInfo>): MetricsResult["others"] {
  return { services, seriesCount, lastSeen };
}
