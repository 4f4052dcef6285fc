// GET /api/heatmap: durations over time. From the roll-ups where they can answer and the range has many spans, else from the spans.
import type { HeatmapResult, ParamsOf } from "contract";
import type { ApiContext, QueryParams } from "../context.ts";
import { run } from "../context.ts";
import { bucketLowMs, type DurationCounts } from "../services/duration-histogram.ts";
import { type Condition, parseFilters } from "../filter/filter.ts";
import { spanFields, toFilterParams } from "../filter/filter-params.ts";
import { badParameter, readRange } from "../params/params.ts";
import {
  chooseStepMs,
  inWholeMinutes,
  type Range,
  stepTimes,
  toRangeParams,
  toResolved,
} from "../time/range.ts";

const columns = 120;
const maxColumns = 1_000;
/** The step of the roll-ups. */
const minuteMs = 60_000;
/** A shorter range with at most so many spans is counted from the spans: in narrower steps, and with errors. */
const maxFineSpans = 2_000_000;

export async function getHeatmap(
  params: ParamsOf<"GET /api/heatmap">,
  context: ApiContext,
): Promise<HeatmapResult> {
  const range = readRange(params, context);
  const conditions = conditionsOf(params);
  const rolled = rolledParams(conditions);
  const fineMs = params.stepMs ?? chooseStepMs(range, columns, 1_000);
  const isRolled = rolled !== undefined && (fineMs >= minuteMs || (await isLarge(range, context)));
  const stepMs = isRolled ? (params.stepMs ?? chooseStepMs(range, columns, minuteMs)) : fineMs;
  checkStep(range, stepMs, isRolled);
  const times = stepTimes(range, stepMs);
  const covered = isRolled ? inWholeMinutes(range, context.nowMs()) : range;
  const query: QueryParams = {
    ...toRangeParams(covered),
    stepSeconds: stepMs / 1000,
    environment: params.environment,
  };
  const rows = isRolled
    ? await run<StepRow>(context, rolled.name === undefined ? "heatmap-services" : "heatmap-operation", {
        ...query,
        ...rolled,
      })
    : await run<StepRow>(context, "heatmap-spans", {
        ...query,
        ...(await toFilterParams(conditions, spanFields, context)),
      });
  return {
    ...toResolved(covered),
    stepMs,
    source: isRolled ? "roll-up" : "spans",
    ...toGrid(rows, times, stepMs),
  };
}

function conditionsOf(params: ParamsOf<"GET /api/heatmap">): readonly Condition[] {
  const { service, name } = params;
  return [
    ...parseFilters(params.filter),
    ...parseFilters([
      ...(service === undefined ? [] : [`service.name=${service}`]),
      ...(name === undefined ? [] : [`name=${name}`]),
      ...(params.spans === "all" ? [] : ["entry=true"]),
    ]),
  ];
}

interface RolledParams {
  readonly service?: string;
  readonly name?: string;
  readonly entry?: boolean;
}

const rolledFields: ReadonlyMap<string, keyof RolledParams> = new Map([
  ["service.name", "service"],
  ["name", "name"],
  ["entry", "entry"],
]);

/** The conditions as parameters of the roll-ups, which have three fields; `undefined` when others are given. */
function rolledParams(conditions: readonly Condition[]): RolledParams | undefined {
  const found: Partial<Record<keyof RolledParams, string>> = {};
  for (const { key, operator, value } of conditions) {
    const field = rolledFields.get(key);
    if (field === undefined || operator !== "=" || (found[field] ?? value) !== value) return undefined;
    found[field] = value;
  }
  const { entry, ...texts } = found;
  if (entry === undefined) return texts;
  return entry === "true" || entry === "false" ? { ...texts, entry: entry === "true" } : undefined;
}

async function isLarge(range: Range, context: ApiContext): Promise<boolean> {
  const [row] = await run<{ spans: string | number }>(context, "heatmap-size", toRangeParams(range));
  return Number(row?.spans ?? 0) > maxFineSpans;
}

function checkStep(range: Range, stepMs: number, isRolled: boolean): void {
  const unit = isRolled ? minuteMs : 1_000;
  if (stepMs % unit !== 0)
    throw badParameter("stepMs", String(stepMs), `a multiple of ${unit}`, `Pass for example \`${unit}\`.`);
  if (Number((range.toNs - range.fromNs) / 1_000_000n) / stepMs > maxColumns)
    throw badParameter("stepMs", String(stepMs), `at most ${maxColumns} steps`, "Pass a wider step.");
}

interface StepRow {
  /** Unix seconds. */
  readonly time: number;
  readonly durations: DurationCounts;
  /** Not from the roll-ups. */
  readonly errors?: DurationCounts;
}

function toGrid(
  rows: readonly StepRow[],
  times: readonly number[],
  stepMs: number,
): Pick<HeatmapResult, "lowsMs" | "times" | "counts" | "errors"> {
  const buckets = rows.flatMap((row) => Object.keys(row.durations).map(Number));
  const first = buckets.reduce((least, bucket) => Math.min(least, bucket), Infinity);
  const height = Math.max(0, buckets.reduce((most, bucket) => Math.max(most, bucket), -Infinity) - first + 1);
  const columnOf = (time: number): number => Math.round((time * 1000 - (times[0] ?? 0)) / stepMs);
  const fill = (read: (row: StepRow) => DurationCounts | undefined): number[][] => {
    const grid = times.map(() => Array.from({ length: height }, () => 0));
    for (const row of rows) {
      const column = grid[columnOf(row.time)];
      for (const [bucket, count] of Object.entries(read(row) ?? {})) {
        if (column !== undefined) column[Number(bucket) - first]! += Number(count);
      }
    }
    return grid;
  };
  const isRolled = rows.some(({ errors }) => errors === undefined);
  return {
    lowsMs: Array.from({ length: height }, (_, at) => bucketLowMs(first + at)),
    times,
    counts: fill(({ durations }) => durations),
    errors: isRolled ? null : fill(({ errors }) => errors),
  };
}
