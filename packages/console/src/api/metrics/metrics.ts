// GET /api/metrics: metrics that had points in the range, by name; those over the budget of the tenant as one.
import type { MetricsResult, ParamsOf } from "contract";
import type { ApiContext } from "../context.ts";
import { run } from "../context.ts";
import { type MetricInfoRow, toMetricInfo } from "./metric-info.ts";
import { readRange } from "../params/params.ts";
import { toRangeParams } from "../time/range.ts";

/** In place of the names over the budget. */
const otherName = "_OTHER";
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
    folds: folds ? true : undefined,
  });
  const infos = rows.map(toMetricInfo);
  const others = folds && infos[0]?.name === otherName ? infos.shift()! : undefined;
  const metrics = infos.slice(0, maxMetrics);
  const total = Number(rows[0]?.total ?? 0);
  return {
    metrics,
    others: others === undefined ? null : toOthers(others),
    truncated: total - metrics.length - (others === undefined ? 0 : 1),
  };
}

function toOthers({
  services,
  seriesCount,
  lastSeen,
}: ReturnType<typeof toMetricInfo>): MetricsResult["others"] {
  return { services, seriesCount, lastSeen };
}
