// GET /api/metric-sparklines: the course of several metrics, as the pages of each show it, in fewer steps.
import type { MetricSparklines, ParamsOf } from "contract";
import { ProblemError } from "../../problem/problem.ts";
import type { ApiContext } from "../context.ts";
import { readRange } from "../params/params.ts";
import { chooseStepMs, stepTimes, toResolved } from "../time/range.ts";
import { aggregationsOf } from "./metric-aggregation.ts";
import { planMetric } from "./metric.ts";
import { findSteps, toSeries } from "./metric-series.ts";

type Params = ParamsOf<"GET /api/metric-sparklines">;
type Sparkline = MetricSparklines["metrics"][number];

const points = 30;
/** The usual interval of points: narrower steps would have gaps. */
const minStepMs = 60_000;

export async function listMetricSparklines(params: Params, context: ApiContext): Promise<MetricSparklines> {
  const range = readRange(params, context);
  const resolved = toResolved(range);
  const stepMs = chooseStepMs(range, points, minStepMs);
  const names = [...new Set(params.name)];
  const found = await Promise.all(
    names.map(async (name) => readSparkline(name, { ...params, ...resolved }, stepMs, context)),
  );
  return {
    ...resolved,
    stepMs,
    times: stepTimes(range, stepMs),
    metrics: found.filter((one) => one !== undefined),
  };
}

async function readSparkline(
  name: string,
  params: Params,
  stepMs: number,
  context: ApiContext,
): Promise<Sparkline | undefined> {
  const whole = { aggregation: undefined, groupBy: [], filter: [], limit: undefined };
  const plan = await planMetric({ ...params, ...whole, name, stepMs }, context).catch(orUnknown);
  if (plan === undefined) return undefined;
  const { info, times, covered, query } = plan;
  const [aggregation = "last"] = aggregationsOf(info);
  const steps = await findSteps(query, info, aggregation, context);
  const [series] = toSeries(steps, [], { times, stepMs, covered }, undefined).series;
  return { name, aggregation, values: series?.values ?? times.map(() => null) };
}

function orUnknown(error: unknown): undefined {
  if (error instanceof ProblemError && error.code === "METRIC_UNKNOWN") return undefined;
  throw error;
}
