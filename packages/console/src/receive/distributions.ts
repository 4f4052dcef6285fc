// Points of histograms (explicit and exponential) and summaries to the one row type that holds them all.
import type { ExponentialHistogramPoint, HistogramPoint, SummaryPoint } from "otlp";
import type { DistributionRow, ExemplarColumns, SeriesRow } from "../store/rows.ts";
import { clampTime } from "./time.ts";

export type DistributionPoint = HistogramPoint | ExponentialHistogramPoint | SummaryPoint;

/** A point with the kind of its metric. */
export type DistributionData =
  | { readonly kind: "histogram"; readonly point: HistogramPoint }
  | { readonly kind: "exponentialHistogram"; readonly point: ExponentialHistogramPoint }
  | { readonly kind: "summary"; readonly point: SummaryPoint };

/** Why the point cannot be stored; `undefined` when it can. */
export function refuseDistribution(data: DistributionData): string | undefined {
  if (data.kind !== "histogram") return undefined;
  const { bucketCounts, explicitBounds } = data.point;
  const matches =
    bucketCounts.length === explicitBounds.length + 1 ||
    (bucketCounts.length === 0 && explicitBounds.length === 0);
  if (!matches)
    return `bucket_counts has ${bucketCounts.length} entries for ${explicitBounds.length} explicit_bounds, expected one more`;
  for (let at = 1; at < explicitBounds.length; at++) {
    if (!(explicitBounds[at]! > explicitBounds[at - 1]!)) return "explicit_bounds do not increase";
  }
  return undefined;
}

/** The row of one point of `series`. */
export function toDistributionRow(
  data: DistributionData,
  series: SeriesRow,
  exemplars: readonly ExemplarColumns[],
): DistributionRow {
  const { point } = data;
  const row: DistributionRow = {
    series,
    timeNs: point.timeUnixNano,
    startNs: clampTime(point.startTimeUnixNano),
    count: point.count,
    sum: point.sum,
    min: undefined,
    max: undefined,
    flags: point.flags,
    bounds: [],
    counts: [],
    quantileValues: [],
    scale: 0,
    zeroCount: 0n,
    zeroThreshold: 0,
    positiveOffset: 0,
    positiveCounts: [],
    negativeOffset: 0,
    negativeCounts: [],
    exemplars,
  };
  if (data.kind === "histogram") fillHistogram(row, data.point);
  else if (data.kind === "exponentialHistogram") fillExponential(row, data.point);
  else fillSummary(row, data.point);
  return row;
}

function fillHistogram(row: DistributionRow, point: HistogramPoint): void {
  row.min = point.min;
  row.max = point.max;
  row.bounds = point.explicitBounds;
  row.counts = point.bucketCounts;
}

function fillExponential(row: DistributionRow, point: ExponentialHistogramPoint): void {
  row.min = point.min;
  row.max = point.max;
  row.scale = point.scale;
  row.zeroCount = point.zeroCount;
  row.zeroThreshold = point.zeroThreshold;
  row.positiveOffset = point.positive.offset;
  row.positiveCounts = point.positive.bucketCounts;
  row.negativeOffset = point.negative.offset;
  row.negativeCounts = point.negative.bucketCounts;
}

function fillSummary(row: DistributionRow, point: SummaryPoint): void {
  row.bounds = point.quantiles.map(({ quantile }) => quantile);
  row.quantileValues = point.quantiles.map(({ value }) => value);
}
