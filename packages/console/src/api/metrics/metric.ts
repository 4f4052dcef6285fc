// GET /api/metrics/{name}: one metric over time, by groups of its attributes, under one aggregation.
import type {
  Exemplar,
  MetricAggregation,
  MetricInfo,
  MetricResult,
  MetricSeries,
  MetricType,
  ParamsOf,
} from "contract";
import { ProblemError } from "../../problem/problem.ts";
import type { ApiContext, QueryParams } from "../context.ts";
import { run } from "../context.ts";
import { type Condition, parseFilters, spellOut, toInterval, type WordMeaning } from "../filter/filter.ts";
import {
  aggregateDistribution,
  aggregateSample,
  aggregationsOf,
  type DistributionStep,
  type SampleStep,
} from "./metric-aggregation.ts";
import { groupBy } from "../filter/group-by.ts";
import { type MetricInfoRow, toMetricInfo } from "./metric-info.ts";
import { badParameter, readRange } from "../params/params.ts";
import { chooseStepMs, type Range, stepTimes, toRangeParams, toResolved } from "../time/range.ts";
import { toIso } from "../time/time.ts";

const types: readonly MetricType[] = ["gauge", "sum", "histogram", "exponential_histogram", "summary"];
const maxSeries = 20;
const maxPoints = 2_000n;

/** The group and step of a row. */
interface StepRow {
  readonly labels: readonly string[];
  /** Unix ms. */
  readonly time: string;
  /** The number of groups, including those beyond the limit. */
  readonly groups: string;
}

export async function getMetric(
  params: ParamsOf<"GET /api/metrics/:name">,
  context: ApiContext,
): Promise<MetricResult> {
  const range = readRange(params, context);
  const [row] = await run<MetricInfoRow>(context, "metric-info", { name: params.name });
  if (row === undefined) throw unknownMetric(params.name);
  const info = toMetricInfo(row);
  const aggregation = readAggregation(params.aggregation, info);
  const stepMs = params.stepMs ?? (await chooseStep(params.name, range, context));
  if ((range.toNs - range.fromNs) / 1_000_000n > BigInt(stepMs) * maxPoints) {
    throw badParameter(
      "stepMs",
      params.stepMs,
      `at most ${maxPoints} steps in the range`,
      "Pass a wider step, or leave it out.",
    );
  }
  const times = stepTimes(range, stepMs);
  const covered: Range = { fromNs: BigInt(times[0] ?? 0) * 1_000_000n, toNs: range.toNs };
  const query: QueryParams = {
    ...toRangeParams(covered),
    ...toConditionParams(params),
    name: params.name,
    type: types.indexOf(info.type) + 1,
    environment: params.environment,
    groupBy: readKeys(params.groupBy),
    stepMs,
  };
  const [rows, exemplars] = await Promise.all([
    findSteps(query, info, aggregation, context),
    run<{ timeNs: string } & Omit<Exemplar, "time">>(context, "metric-exemplars", query),
  ]);
  const series = toSeries(rows, readKeys(params.groupBy), times, stepMs, covered);
  return {
    ...toResolved(range),
    info,
    aggregation,
    stepMs,
    times,
    series: series.slice(0, maxSeries),
    truncated: Math.max(0, Math.max(series.length, Number(rows[0]?.groups ?? 0)) - maxSeries),
    exemplars: exemplars.map(({ timeNs, ...exemplar }) => ({ time: toIso(BigInt(timeNs)), ...exemplar })),
  };
}

/** Several keys are several parameters, or one with commas. */
function readKeys(groupKeys: readonly string[]): string[] {
  const keys = groupKeys.flatMap((list) => list.split(",")).map((key) => key.trim());
  return [...new Set(keys)].filter((key) => key !== "").slice(0, 10);
}

function unknownMetric(name: string): ProblemError {
  return new ProblemError(
    "METRIC_UNKNOWN",
    `Cannot find the metric \`${name}\`: no series of it is stored.`,
    "See /api/metrics for all names.",
  );
}

function readAggregation(wanted: MetricAggregation | undefined, info: MetricInfo): MetricAggregation {
  const possible = aggregationsOf(info);
  if (wanted === undefined) return possible[0] ?? "last";
  if (possible.includes(wanted)) return wanted;
  const list = possible.map((name) => `\`${name}\``).join(", ");
  throw badParameter("aggregation", wanted, `one that a ${info.type} has`, `Pass one of ${list}.`);
}

/** About 120 steps, none narrower than the interval between points. */
async function chooseStep(name: string, range: Range, context: ApiContext): Promise<number> {
  const [interval] = await run<{ ms: number | null }>(context, "metric-interval", {
    ...toRangeParams(range),
    name,
  });
  return chooseStepMs(range, 120, Math.max(1_000, interval?.ms ?? 0));
}

/** Points of calls that failed carry the type of the error. */
const words: WordMeaning = {
  error: { key: "error.type", operator: "exists", value: "" },
  "!error": { key: "error.type", operator: "!exists", value: "" },
};

function toConditionParams(params: {
  readonly filter: readonly string[];
  readonly service?: string | undefined;
}): QueryParams {
  const service: Condition[] =
    params.service === undefined
      ? []
      : [{ key: "service.name", operator: "=", value: params.service, source: params.service }];
  const conditions = [...spellOut(parseFilters(params.filter), words), ...service];
  const intervals = conditions.map((one) =>
    /^[<>]/.test(one.operator) ? toInterval(one) : { low: 0, high: 0 },
  );
  return {
    keys: conditions.map(({ key }) => key),
    operators: conditions.map(({ operator }) => operator),
    values: conditions.map(({ value }) => value),
    lows: intervals.map(({ low }) => low),
    highs: intervals.map(({ high }) => high),
  };
}

/** A step and its value, by the seconds it covers. */
type ValuedRow = StepRow & { readonly valueIn: (seconds: number) => number | null };

async function findSteps(
  query: QueryParams,
  info: MetricInfo,
  aggregation: MetricAggregation,
  context: ApiContext,
): Promise<ValuedRow[]> {
  if (info.type === "gauge" || info.type === "sum") {
    const rows = await run<StepRow & SampleStep>(context, "metric-samples", query);
    return rows.map((row) => ({
      ...row,
      valueIn: (seconds) => aggregateSample(row, aggregation, info, seconds),
    }));
  }
  const rows = await run<StepRow & DistributionStep>(context, "metric-distributions", query);
  return rows.map((row) => ({
    ...row,
    valueIn: (seconds) => aggregateDistribution(row, aggregation, info, seconds),
  }));
}

/** One series a group, the largest values first. The last step, which may not be over, counts with its elapsed time, at least half a step. */
function toSeries(
  rows: readonly ValuedRow[],
  keys: readonly string[],
  times: readonly number[],
  stepMs: number,
  covered: Range,
): MetricSeries[] {
  const places = new Map(times.map((time, at) => [time, at]));
  const endMs = Number(covered.toNs / 1_000_000n);
  const series = [...groupBy(rows, (row) => JSON.stringify(row.labels)).values()].map(
    (steps): MetricSeries => {
      const values: (number | null)[] = times.map(() => null);
      for (const step of steps) {
        const at = places.get(Number(step.time));
        if (at !== undefined)
          values[at] = step.valueIn(Math.max(stepMs / 2, Math.min(stepMs, endMs - Number(step.time))) / 1000);
      }
      return {
        labels: Object.fromEntries(keys.map((key, at) => [key, steps[0]?.labels[at] ?? ""])),
        values,
      };
    },
  );
  return series
    .filter(({ values }) => values.some((value) => value !== null))
    .map((one) => ({ one, largest: Math.max(...one.values.map((value) => value ?? -Infinity)) }))
    .toSorted((a, b) => b.largest - a.largest)
    .map(({ one }) => one);
}
