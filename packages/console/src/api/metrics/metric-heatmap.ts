// The measurements of a histogram by bucket and step. Explicit buckets are rows as they were sent; exponential ones of the coarsest scale are
// merged further where there are too many for a picture.
import type { BucketGrid, ParamsOf } from "contract";
import { ProblemError } from "../../problem/problem.ts";
import { type ApiContext, run } from "../context.ts";
import { type BucketColumn, toBucketGrid } from "../../charts/bucket-grid.ts";
import { type MetricPlan, planMetric } from "./metric.ts";
import type { DistributionStep } from "./metric-aggregation.ts";

/** @throws {ProblemError} for a metric that is not a histogram. */
export async function readMetricHeatmap(
  params: ParamsOf<"GET /api/metrics/:name">,
  context: ApiContext,
): Promise<Pick<MetricPlan, "stepMs" | "times" | "info"> & { readonly heatmap: BucketGrid }> {
  const { info, query, times, stepMs } = await planMetric({ ...params, groupBy: [] }, context);
  if (info.type !== "histogram" && info.type !== "exponential_histogram")
    throw new ProblemError(
      "BAD_BODY",
      `Cannot draw \`${info.name}\` as a heatmap: it is a ${info.type}, and expected is a histogram.`,
      "Draw it as `lines`.",
    );
  const rows = await run<DistributionStep & { readonly time: string }>(
    context,
    "metric-distributions",
    query,
  );
  const columns = new Map(rows.map((row) => [Number(row.time), toColumn(row)]));
  return { info, stepMs, times, heatmap: toBucketGrid(times.map((time) => columns.get(time) ?? [])) };
}

function toColumn({ cells }: DistributionStep): BucketColumn {
  return cells.flatMap(([kind, low, high, count]) => (kind === 0 ? [{ low, high, count }] : []));
}
