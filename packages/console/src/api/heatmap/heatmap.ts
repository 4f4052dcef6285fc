// GET /api/heatmap: durations over time. From the roll-ups without filters, else from the spans.
import type { HeatmapResult, ParamsOf } from "contract";
import type { ApiContext, QueryParams } from "../context.ts";
import { run } from "../context.ts";
import { bucketLowMs, type DurationCounts } from "../services/duration-histogram.ts";
import { parseFilters } from "../filter/filter.ts";
import { spanFields, toFilterParams } from "../filter/filter-params.ts";
import { readRange } from "../params/params.ts";
import { chooseStepMs, type Range, stepTimes, toRangeParams, toResolved } from "../time/range.ts";

const columns = 120;

export async function getHeatmap(
  params: ParamsOf<"GET /api/heatmap">,
  context: ApiContext,
): Promise<HeatmapResult> {
  const range = readRange(params, context);
  const filters = parseFilters(params.filter);
  const isRolled = filters.length === 0;
  const stepMs = chooseStepMs(range, columns, isRolled ? 60_000 : 1_000);
  const times = stepTimes(range, stepMs);
  const covered: Range = { fromNs: BigInt(times[0] ?? 0) * 1_000_000n, toNs: range.toNs };
  const query: QueryParams = {
    ...toRangeParams(covered),
    stepSeconds: stepMs / 1000,
    entry: params.spans === "all" ? undefined : true,
  };
  const { service, name, environment } = params;
  const conditions = [
    ...filters,
    ...parseFilters([
      ...(service === undefined ? [] : [`service.name=${service}`]),
      ...(name === undefined ? [] : [`name=${name}`]),
    ]),
  ];
  const rows = isRolled
    ? await run<StepRow>(context, name === undefined ? "heatmap-services" : "heatmap-operation", {
        ...query,
        service,
        environment,
        name,
      })
    : await run<StepRow>(context, "heatmap-spans", {
        ...query,
        ...(await toFilterParams(conditions, spanFields, context)),
        environment,
      });
  return {
    ...toResolved(covered),
    stepMs,
    source: isRolled ? "roll-up" : "spans",
    ...toGrid(rows, times, stepMs),
  };
}

interface StepRow {
  /** Unix seconds. */
  readonly time: number;
  readonly durations: DurationCounts;
}

function toGrid(
  rows: readonly StepRow[],
  times: readonly number[],
  stepMs: number,
): Pick<HeatmapResult, "lowsMs" | "times" | "counts"> {
  const buckets = rows.flatMap((row) => Object.keys(row.durations).map(Number));
  if (buckets.length === 0) return { lowsMs: [], times, counts: times.map(() => []) };
  const first = buckets.reduce((least, bucket) => Math.min(least, bucket));
  const height = buckets.reduce((most, bucket) => Math.max(most, bucket)) - first + 1;
  const counts = times.map(() => Array.from({ length: height }, () => 0));
  for (const { time, durations } of rows) {
    const column = counts[Math.round((time * 1000 - (times[0] ?? 0)) / stepMs)];
    for (const [bucket, count] of Object.entries(durations)) {
      if (column !== undefined) column[Number(bucket) - first]! += Number(count);
    }
  }
  return { lowsMs: Array.from({ length: height }, (_, at) => bucketLowMs(first + at)), times, counts };
}
