// GET /api/metric-sparklines: the course of several metrics, as the pages of each show it, in fewer steps.
import type { MetricInfo, MetricSparklines, ParamsOf } from "contract";
import { type ApiContext, run } from "../context.ts";
import { readRange } from "../params/params.ts";
import { chooseStepMs, type Range, stepTimes, toResolved } from "../time/range.ts";
import { aggregationsOf } from "./metric-aggregation.ts";
import type { MetricInfoRow } from "./metric-info.ts";
import { planSteps } from "./metric.ts";
import { findSteps, toSeries } from "./metric-series.ts";

type Params = ParamsOf<"GET /api/metric-sparklines">;
type Sparkline = MetricSparklines["metrics"][number];
/** What decides how a metric is aggregated. */
type Kind = Pick<MetricInfo, "name" | "type" | "temporality" | "monotonic">;
type KindRow = Pick<MetricInfoRow, "metric" | "metricType" | "kind" | "isMonotonic">;

const points = 30;
/** The usual interval of points: narrower steps would have gaps. */
const minStepMs = 60_000;

export async function listMetricSparklines(params: Params, context: ApiContext): Promise<MetricSparklines> {
  const range = readRange(params, context);
  const stepMs = chooseStepMs(range, points, minStepMs);
  const kinds = await findKinds([...new Set(params.name)], context);
  return {
    ...toResolved(range),
    stepMs,
    times: stepTimes(range, stepMs),
    metrics: await Promise.all(
      kinds.map(async (kind) => readSparkline(kind, { ...params, range, stepMs }, context)),
    ),
  };
}

/** In the order of `names`; without those that are not stored. */
async function findKinds(names: readonly string[], context: ApiContext): Promise<readonly Kind[]> {
  const rows = await run<KindRow>(context, "metric-kinds", { names });
  const byName = new Map(rows.map((row) => [row.metric, row]));
  return names.flatMap((name) => {
    const row = byName.get(name);
    return row === undefined
      ? []
      : [{ name, type: row.metricType, temporality: row.kind, monotonic: row.isMonotonic }];
  });
}

async function readSparkline(
  kind: Kind,
  { range, stepMs, ...params }: Params & { readonly range: Range; readonly stepMs: number },
  context: ApiContext,
): Promise<Sparkline> {
  const { name, type } = kind;
  const whole = { aggregation: undefined, groupBy: [], filter: [], limit: undefined };
  const { times, covered, query } = planSteps({ ...params, ...whole, name, type, stepMs }, range);
  const [aggregation = "last"] = aggregationsOf(kind);
  const steps = await findSteps(query, kind, aggregation, context);
  const [series] = toSeries(steps, [], { times, stepMs, covered }, undefined).series;
  return { name, aggregation, values: series?.values ?? times.map(() => null) };
}
