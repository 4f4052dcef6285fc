// The series of a metric: the values of each group by step, the largest first, and the rest of the groups as one.
import type { MetricAggregation, MetricInfo, MetricResult, MetricSeries } from "contract";
import { type ApiContext, type QueryParams, run } from "../context.ts";
import { groupBy } from "../../lists/group-by.ts";
import { limitList } from "../limits/limit-list.ts";
import type { Range } from "../time/range.ts";
import {
  addsUpLast,
  aggregateDistribution,
  aggregateSample,
  type DistributionStep,
  mergeDistributions,
  mergeSamples,
  type SampleStep,
} from "./metric-aggregation.ts";

const maxSeries = 20;

/** The group and step of a row. */
interface StepRow {
  readonly labels: readonly string[];
  /** Unix ms. */
  readonly time: string;
  /** The number of groups, including those beyond the limit. */
  readonly groups: string;
}

/** Rows of one kind, and what they mean. */
interface Steps<Row extends StepRow = StepRow> {
  readonly rows: readonly Row[];
  /** The value of rows of the same step together, by the seconds that the step covers. */
  valueOf(rows: readonly Row[], seconds: number): number | null;
  /** Whether rows of a step that is not over have its value, by the rows of the step before. */
  isKnownEarly(rows: readonly Row[], before: readonly Row[]): boolean;
}

/** Reads the steps of all groups. */
export async function findSteps(
  query: QueryParams,
  info: Pick<MetricInfo, "type" | "monotonic" | "temporality">,
  aggregation: MetricAggregation,
  context: ApiContext,
): Promise<Steps> {
  if (info.type === "gauge" || info.type === "sum") {
    const rows = await run<StepRow & SampleStep>(context, "metric-samples", query);
    return stepsOf<StepRow & SampleStep>({
      rows,
      valueOf: (same, seconds) =>
        aggregateSample(same.length === 1 ? same[0]! : mergeSamples(same), aggregation, info, seconds),
      isKnownEarly: (same, before) =>
        aggregation !== "rate" && (!addsUpLast(aggregation, info) || streamsOf(same) >= streamsOf(before)),
    });
  }
  const rows = await run<StepRow & DistributionStep>(context, "metric-distributions", query);
  return stepsOf<StepRow & DistributionStep>({
    rows,
    valueOf: (same, seconds) =>
      aggregateDistribution(
        same.length === 1 ? same[0]! : mergeDistributions(same),
        aggregation,
        info,
        seconds,
      ),
    isKnownEarly: () => aggregation !== "rate",
  });
}

function stepsOf<Row extends StepRow>({ rows, valueOf, isKnownEarly }: Steps<Row>): Steps {
  return {
    rows,
    valueOf: (same, seconds) => valueOf(same as readonly Row[], seconds),
    isKnownEarly: (same, before) => isKnownEarly(same as readonly Row[], before as readonly Row[]),
  };
}

/** The series with a point in a step. */
function streamsOf(rows: readonly SampleStep[]): number {
  return rows.reduce((count, { streams }) => count + Number(streams), 0);
}

interface Axis {
  readonly times: readonly number[];
  readonly stepMs: number;
  readonly covered: Range;
}

/** One series a group, the largest values first; with a limit, the others together as `other`. */
export function toSeries(
  steps: Steps,
  keys: readonly string[],
  axis: Axis,
  limit: number | undefined,
): Pick<MetricResult, "series" | "other" | "truncated"> {
  const groups = [...groupBy(steps.rows, (row) => JSON.stringify(row.labels)).values()];
  const found = groups
    .map((rows) => ({
      rows,
      series: {
        labels: Object.fromEntries(keys.map((key, at) => [key, rows[0]?.labels[at] ?? ""])),
        values: valuesOf(rows, steps, axis),
      } satisfies MetricSeries,
    }))
    .filter(({ series }) => series.values.some((value) => value !== null))
    .map((one) => ({ ...one, largest: Math.max(...one.series.values.map((value) => value ?? -Infinity)) }))
    .toSorted((a, b) => b.largest - a.largest);
  const { items: shown } = limitList(found.slice(0, limit ?? maxSeries).map(({ series }) => series));
  const rest = limit === undefined ? [] : found.slice(limit);
  const known = Math.max(found.length, Number(steps.rows[0]?.groups ?? 0));
  return {
    series: shown,
    other:
      rest.length === 0
        ? null
        : {
            labels: Object.fromEntries(keys.slice(0, 1).map((key) => [key, "other"])),
            values: valuesOf(
              rest.flatMap(({ rows }) => rows),
              steps,
              axis,
            ),
          },
    truncated: known - shown.length - rest.length,
  };
}

/**
 * One value a step. A step of which the range has a part counts with the time of that part, at least half a step. The last step may not be
 * over: points come at intervals, each with the increase since the one before, and those of some series are still to come. Its rate is left
 * out, and so is a sum of last values until all series of the step before have one.
 */
function valuesOf(
  rows: readonly StepRow[],
  steps: Steps,
  { times, stepMs, covered }: Axis,
): (number | null)[] {
  const [beginMs, endMs] = [covered.fromNs, covered.toNs].map((ns) => Number(ns / 1_000_000n)) as [
    number,
    number,
  ];
  const partMs = (time: number): number => Math.min(time + stepMs, endMs) - Math.max(time, beginMs);
  const byTime = groupBy(rows, ({ time }) => Number(time));
  return times.map((time, at) => {
    const same = byTime.get(time);
    if (same === undefined) return null;
    const isOver = at === 0 || time + stepMs <= endMs;
    if (!isOver && !steps.isKnownEarly(same, byTime.get(times[at - 1]!) ?? [])) return null;
    return steps.valueOf(same, Math.max(stepMs / 2, partMs(time)) / 1000);
  });
}
