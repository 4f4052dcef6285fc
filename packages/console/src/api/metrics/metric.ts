// GET /api/metrics/{name}: one metric over time, by groups of its attributes, under one aggregation.
import {
  type Exemplar,
  type MetricAggregation,
  type MetricInfo,
  type MetricResult,
  type MetricType,
  metricTypes,
  type ParamsOf,
} from "contract";
import { ProblemError } from "../../problem/problem.ts";
import type { ApiContext, QueryParams } from "../context.ts";
import { run } from "../context.ts";
import { type Condition, parseFilters, spellOut, toInterval, type WordMeaning } from "../filter/filter.ts";
import { aggregationsOf } from "./metric-aggregation.ts";
import { type MetricInfoRow, toMetricInfo } from "./metric-info.ts";
import { findSteps, toSeries } from "./metric-series.ts";
import { badParameter, readRange } from "../params/params.ts";
import { chooseStepMs, type Range, stepTimes, toRangeParams, toResolved } from "../time/range.ts";
import { toIso } from "../time/time.ts";

const maxPoints = 2_000n;
/** Groups that are read at once, and the rows that they may have together: one a group and step. */
const limits = {
  samples: { groups: 1_000, rows: 200_000 },
  distributions: { groups: 100, rows: 50_000 },
} as const;

/** With `isExact` the first step begins with the range, as that of other sources does; else it is whole. */
export async function getMetric(
  params: ParamsOf<"GET /api/metrics/:name">,
  context: ApiContext,
  { isExact = false }: { readonly isExact?: boolean } = {},
): Promise<MetricResult> {
  const plan = await planMetric(params, context, isExact);
  const { range, info, stepMs, times, covered, query } = plan;
  const aggregation = readAggregation(params.aggregation, info);
  const [steps, exemplars] = await Promise.all([
    findSteps(query, info, aggregation, context),
    run<{ timeNs: string } & Omit<Exemplar, "time">>(context, "metric-exemplars", query),
  ]);
  const figures = toSeries(steps, readKeys(params.groupBy), { times, stepMs, covered }, params.limit);
  return {
    ...toResolved(range),
    info,
    aggregation,
    stepMs,
    times,
    ...figures,
    exemplars: exemplars.map(({ timeNs, ...exemplar }) => ({ time: toIso(BigInt(timeNs)), ...exemplar })),
  };
}

/** What is asked of the store about a metric. */
export interface MetricPlan {
  readonly range: Range;
  readonly info: MetricInfo;
  readonly stepMs: number;
  /** Starts of the steps, Unix ms. */
  readonly times: readonly number[];
  /** What the steps have: the range, from the beginning of its first step on where that is whole. */
  readonly covered: Range;
  readonly query: QueryParams;
}

/** @throws {ProblemError} 404 `METRIC_UNKNOWN`. */
export async function planMetric(
  params: ParamsOf<"GET /api/metrics/:name">,
  context: ApiContext,
  isExact = false,
): Promise<MetricPlan> {
  const range = readRange(params, context);
  const [row] = await run<MetricInfoRow>(context, "metric-info", { name: params.name });
  if (row === undefined) throw unknownMetric(params.name);
  const info = toMetricInfo(row);
  const stepMs = params.stepMs ?? (await chooseMetricStep(params.name, range, context));
  return { info, ...planSteps({ ...params, type: info.type, stepMs, isExact }, range) };
}

/** What is asked of the store about the steps of a metric. */
export type StepPlan = Omit<MetricPlan, "info">;

/** @throws {ProblemError} 400 when the range has too many steps. */
export function planSteps(
  params: Omit<ParamsOf<"GET /api/metrics/:name">, "stepMs"> & {
    readonly type: MetricType;
    readonly stepMs: number;
    readonly isExact?: boolean;
  },
  range: Range,
): StepPlan {
  const { stepMs } = params;
  if ((range.toNs - range.fromNs) / 1_000_000n > BigInt(stepMs) * maxPoints) {
    throw badParameter(
      "stepMs",
      params.stepMs,
      `at most ${maxPoints} steps in the range`,
      "Pass a wider step, or leave it out.",
    );
  }
  const times = stepTimes(range, stepMs);
  const wholeStep: Range = { fromNs: BigInt(times[0] ?? 0) * 1_000_000n, toNs: range.toNs };
  const covered = params.isExact === true ? range : wholeStep;
  const groupBy = readKeys(params.groupBy);
  const conditions = toConditions(params);
  const isNarrowed = params.environment !== undefined || conditions.length > 0;
  const query: QueryParams = {
    ...toRangeParams(covered),
    ...toConditionParams(conditions),
    name: params.name,
    type: metricTypes.indexOf(params.type) + 1,
    environment: params.environment,
    narrowed: isNarrowed,
    groupBy,
    ...(groupBy.length > 0 && { mostGroups: mostGroupsOf(params.type, times.length) }),
    stepMs,
  };
  return { range, stepMs, times, covered, query };
}

/** As many groups as have all their steps within the limit of the query. */
function mostGroupsOf(type: MetricType, steps: number): number {
  const { groups, rows } = type === "gauge" || type === "sum" ? limits.samples : limits.distributions;
  return Math.min(groups, Math.floor(rows / Math.max(1, steps)));
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
export async function chooseMetricStep(
  name: string,
  range: Range,
  context: ApiContext,
  points = 120,
): Promise<number> {
  const [interval] = await run<{ ms: number | null }>(context, "metric-interval", {
    ...toRangeParams(range),
    name,
  });
  return chooseStepMs(range, points, Math.max(1_000, interval?.ms ?? 0));
}

/** Points of calls that failed carry the type of the error. */
const words: WordMeaning = {
  error: { key: "error.type", operator: "exists", value: "" },
  "!error": { key: "error.type", operator: "!exists", value: "" },
};

function toConditions(params: {
  readonly filter: readonly string[];
  readonly service?: string | undefined;
}): readonly Condition[] {
  const service: Condition[] =
    params.service === undefined
      ? []
      : [{ key: "service.name", operator: "=", value: params.service, source: params.service }];
  return [...spellOut(parseFilters(params.filter), words), ...service];
}

function toConditionParams(conditions: readonly Condition[]): QueryParams {
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
