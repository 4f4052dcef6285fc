// The value of one step of a metric under each aggregation, and the aggregations of each type.
import type { MetricAggregation, MetricInfo } from "contract";
import { type Bucket, bucketQuantile, highestOf, lowestOf } from "./histogram-quantile.ts";

/** A step of gauges or sums of one group. `change` is the increase, or `null` when it is unknown. */
export interface SampleStep {
  readonly change: number | null;
  readonly minChange: number | null;
  readonly mostChange: number | null;
  readonly points: string | number;
  readonly lastSum: number;
  readonly lastMean: number;
  readonly mean: number;
  readonly least: number;
  readonly most: number;
  /** Series with a value. */
  readonly streams: string | number;
}

/** A step of histograms or summaries: (kind, low, high, n); kind 0 a bucket, 1 the count, 2 the sum, 3 a quantile of a summary. */
export interface DistributionStep {
  readonly cells: readonly (readonly [kind: number, low: number | null, high: number | null, n: number])[];
  readonly least: number | null;
  readonly most: number | null;
}

function total(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function orNull(values: readonly number[], of: (values: readonly number[]) => number): number | null {
  return values.length === 0 ? null : of(values);
}

/** One step of several groups together. */
export function mergeSamples(steps: readonly SampleStep[]): SampleStep {
  const known = (of: (step: SampleStep) => number | null): readonly number[] =>
    steps.map(of).filter((value) => value !== null);
  const points = total(steps.map((step) => Number(step.points)));
  const streams = total(steps.map((step) => Number(step.streams)));
  const lastSum = total(steps.map((step) => step.lastSum));
  return {
    change: orNull(
      known(({ change }) => change),
      total,
    ),
    minChange: orNull(
      known(({ minChange }) => minChange),
      (all) => Math.min(...all),
    ),
    mostChange: orNull(
      known(({ mostChange }) => mostChange),
      (all) => Math.max(...all),
    ),
    points,
    streams,
    lastSum,
    lastMean: lastSum / streams,
    mean: total(steps.map((step) => step.mean * Number(step.points))) / points,
    least: Math.min(...steps.map(({ least }) => least)),
    most: Math.max(...steps.map(({ most }) => most)),
  };
}

/** The same of histograms and summaries: buckets, counts and sums add up. Quantiles of summaries do not, and are left out. */
export function mergeDistributions(steps: readonly DistributionStep[]): DistributionStep {
  const cells = new Map<string, [number, number | null, number | null, number]>();
  for (const [kind, low, high, n] of steps.flatMap((step) => step.cells)) {
    if (kind === 3) continue;
    const key = `${kind} ${low} ${high}`;
    const cell = cells.get(key);
    if (cell === undefined) cells.set(key, [kind, low, high, n]);
    else cell[3] += n;
  }
  const known = (of: (step: DistributionStep) => number | null): number[] =>
    steps.map(of).filter((value) => value !== null);
  const [leasts, mosts] = [known(({ least }) => least), known(({ most }) => most)];
  return {
    cells: [...cells.values()],
    least: leasts.length === 0 ? null : Math.min(...leasts),
    most: mosts.length === 0 ? null : Math.max(...mosts),
  };
}

const quantiles: Readonly<Partial<Record<MetricAggregation, number>>> = {
  p50: 0.5,
  p90: 0.9,
  p95: 0.95,
  p99: 0.99,
};

const summaryQuantiles: typeof quantiles = { ...quantiles, min: 0, max: 1 };

/** The aggregations of a metric, the default first. */
export function aggregationsOf(info: Pick<MetricInfo, "type" | "monotonic">): readonly MetricAggregation[] {
  if (info.type === "gauge") return ["last", "average", "min", "max", "sum", "count"];
  if (info.type === "sum") {
    return info.monotonic
      ? ["rate", "sum", "count", "average", "min", "max", "last"]
      : ["last", "average", "min", "max", "sum", "count", "rate"];
  }
  // a summary has only the quantiles that its sender chose
  if (info.type === "summary")
    return ["average", "count", "sum", "rate", "p50", "p90", "p95", "p99", "min", "max"];
  return ["p95", "p50", "p90", "p99", "average", "min", "max", "count", "sum", "rate"];
}

/**
 * One step of a gauge or sum.
 *
 * Of a monotonic sum (and of any that sends deltas) `sum`, `average`, `min`, `max` are over the increases. Of others they are over the
 * values; `sum` and, for sums, `last` add up the series' last values, `last` of gauges is their mean.
 */
export function aggregateSample(
  step: SampleStep,
  aggregation: MetricAggregation,
  info: Kind,
  seconds: number,
): number | null {
  if (aggregation === "count") return Number(step.points);
  if (aggregation === "rate") return step.change === null ? null : step.change / seconds;
  return isOfChanges(info) ? ofChanges(step, aggregation, info) : ofValues(step, aggregation, info);
}

type Kind = Pick<MetricInfo, "type" | "monotonic" | "temporality">;

const isOfChanges = ({ type, monotonic, temporality }: Kind): boolean =>
  type === "sum" && (monotonic || temporality === "delta");

/** Whether a step of a gauge or sum has the sum of the last values of its series. */
export function addsUpLast(aggregation: MetricAggregation, info: Kind): boolean {
  if (isOfChanges(info)) return aggregation === "last" && info.temporality !== "delta";
  return aggregation === "sum" || (aggregation === "last" && info.type !== "gauge");
}

function ofChanges(
  step: SampleStep,
  aggregation: MetricAggregation,
  { temporality }: Pick<MetricInfo, "temporality">,
): number | null {
  if (aggregation === "average") return step.change === null ? null : step.change / Number(step.points);
  if (aggregation === "min") return step.minChange;
  if (aggregation === "max") return step.mostChange;
  return aggregation === "last" && temporality !== "delta" ? step.lastSum : step.change;
}

function ofValues(
  step: SampleStep,
  aggregation: MetricAggregation,
  { type }: Pick<MetricInfo, "type">,
): number | null {
  if (aggregation === "average") return step.mean;
  if (aggregation === "min") return step.least;
  if (aggregation === "max") return step.most;
  return aggregation === "last" && type === "gauge" ? step.lastMean : step.lastSum;
}

/** One step of histograms or summaries. `rate` is of the count. */
export function aggregateDistribution(
  step: DistributionStep,
  aggregation: MetricAggregation,
  info: Pick<MetricInfo, "type">,
  seconds: number,
): number | null {
  const single = (kind: number): number | null => step.cells.find((cell) => cell[0] === kind)?.[3] ?? null;
  const count = single(1) ?? 0;
  if (aggregation === "count") return count;
  if (aggregation === "rate") return count / seconds;
  if (count <= 0) return null;
  const sum = single(2);
  if (aggregation === "sum") return sum;
  if (aggregation === "average") return sum === null ? null : sum / count;
  return info.type === "summary" ? ofSummary(step, aggregation) : ofBuckets(step, aggregation, info);
}

function ofBuckets(
  step: DistributionStep,
  aggregation: MetricAggregation,
  { type }: Pick<MetricInfo, "type">,
): number | null {
  const buckets = toBuckets(step);
  if (aggregation === "min") return step.least ?? lowestOf(buckets);
  if (aggregation === "max") return step.most ?? highestOf(buckets);
  const quantile = quantiles[aggregation];
  const options = { exponential: type === "exponential_histogram", min: step.least, max: step.most };
  return quantile === undefined ? null : bucketQuantile(buckets, quantile, options);
}

/** Only quantiles that were sent are known. Minimum and maximum are the quantiles 0 and 1. */
function ofSummary(step: DistributionStep, aggregation: MetricAggregation): number | null {
  const quantile = summaryQuantiles[aggregation];
  return step.cells.find((cell) => cell[0] === 3 && cell[1] === quantile)?.[3] ?? null;
}

/** JSON has no infinities: the open ends come as `null`. */
function toBuckets(step: DistributionStep): Bucket[] {
  return step.cells
    .filter((cell) => cell[0] === 0)
    .map(([, low, high, count]) => ({ low: low ?? -Infinity, high: high ?? Infinity, count }));
}
