// GET /api/metrics: metrics that had points in the range, by name.
import type { MetricsResult } from "contract";
import type { ApiContext, RawParams } from "./context.ts";
import { run } from "./context.ts";
import { type MetricInfoRow, toMetricInfo } from "./metric-info.ts";
import { rangeFields, readParams, readRange, text } from "./params.ts";
import { toRangeParams } from "./range.ts";

const fields = { ...rangeFields, service: text, search: text } as const;

export async function listMetrics(raw: RawParams, context: ApiContext): Promise<MetricsResult> {
  const params = readParams(fields, raw);
  const rows = await run<MetricInfoRow>(context, "metric-list", {
    ...toRangeParams(readRange(params, context)),
    service: params.service ?? "",
    environment: params.environment ?? "",
    search: params.search ?? "",
  });
  return { metrics: rows.map(toMetricInfo) };
}
