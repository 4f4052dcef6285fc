// GET /api/metrics: metrics that had points in the range, by name.
import type { MetricsResult, ParamsOf } from "contract";
import type { ApiContext } from "../context.ts";
import { run } from "../context.ts";
import { type MetricInfoRow, toMetricInfo } from "./metric-info.ts";
import { readRange } from "../params/params.ts";
import { toRangeParams } from "../time/range.ts";

export async function listMetrics(
  params: ParamsOf<"GET /api/metrics">,
  context: ApiContext,
): Promise<MetricsResult> {
  const rows = await run<MetricInfoRow>(context, "metric-list", {
    ...toRangeParams(readRange(params, context)),
    service: params.service,
    environment: params.environment,
    search: params.search,
  });
  return { metrics: rows.map(toMetricInfo) };
}
