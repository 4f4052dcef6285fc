// Prometheus' native histograms as exponential ones: the same buckets, counted from the other edge and written without gaps.
// https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/ and prompb/types.proto
import {
  type Buckets,
  CUMULATIVE,
  type ExponentialHistogramPoint,
  type HistogramPoint,
  type Metric,
  type MetricData,
} from "otlp";
import type { PrometheusExemplar } from "./family.ts";
import { toExemplar, toPointTimes } from "./point.ts";

/** One native histogram, as remote write has it. */
export interface NativeHistogram {
  /** `null`: the series has ended. */
  readonly sum: number | null;
  readonly count: number | bigint;
  readonly schema: number;
  readonly zeroThreshold: number;
  readonly zeroCount: number | bigint;
  readonly positive: NativeBuckets;
  readonly negative: NativeBuckets;
  /** Upper bounds, for the schema that has its own. */
  readonly customBounds: readonly number[];
  readonly timestampMs: number;
}

/** Buckets that are there: runs of them, and their counts, each as what it has more than the one before, or as it is. */
export interface NativeBuckets {
  readonly spans: readonly { readonly offset: number; readonly length: number }[];
  readonly deltas: readonly bigint[];
  readonly counts: readonly number[];
}

/** A series with its name and labels. */
export interface NativeSeries {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly help: string;
  readonly unit: string;
  readonly histograms: readonly NativeHistogram[];
  readonly exemplars: readonly PrometheusExemplar[];
}

const customSchema = -53;

/** Buckets between the first and the last, empty ones too. Prometheus uses at most 160, so more of them are a mistake. */
const maxBuckets = 4096;

/** @returns a text for histograms that OTLP cannot represent. */
export function toNativeMetric(
  series: NativeSeries,
  attributes: ReadonlyMap<string, string>,
): Metric | string {
  const points: (ExponentialHistogramPoint | HistogramPoint)[] = [];
  const custom = series.histograms[0]?.schema === customSchema;
  for (const histogram of series.histograms) {
    if ((histogram.schema === customSchema) !== custom) return "native histograms of two kinds in one series";
    const point = custom ? toCustomPoint(histogram, attributes) : toExponentialPoint(histogram, attributes);
    if (typeof point === "string") return point;
    points.push({
      ...point,
      exemplars: series.exemplars.map((exemplar) => toExemplar(exemplar, histogram.timestampMs)),
    });
  }
  const kind = custom ? "histogram" : "exponentialHistogram";
  return {
    name: series.name,
    description: series.help,
    unit: series.unit,
    metadata: new Map([["prometheus.type", "histogram"]]),
    data: { kind, temporality: CUMULATIVE, points } as MetricData,
  };
}

function baseOf(histogram: NativeHistogram, attributes: ReadonlyMap<string, string>) {
  const ended = histogram.sum === null;
  return {
    ...toPointTimes(attributes, histogram.timestampMs, undefined, ended),
    count: ended ? 0n : toCount(histogram.count),
    sum: histogram.sum ?? undefined,
    min: undefined,
    max: undefined,
    exemplars: [],
  };
}

function toExponentialPoint(
  histogram: NativeHistogram,
  attributes: ReadonlyMap<string, string>,
): ExponentialHistogramPoint | string {
  if (histogram.sum !== null && (histogram.schema < -4 || histogram.schema > 8))
    return `a native histogram has the unknown schema ${histogram.schema}`;
  // Prometheus names a bucket by its upper edge, OTLP by its lower one.
  const positive = toBuckets(histogram.positive, -1);
  const negative = toBuckets(histogram.negative, -1);
  if (typeof positive === "string") return positive;
  if (typeof negative === "string") return negative;
  return {
    ...baseOf(histogram, attributes),
    scale: histogram.schema,
    zeroCount: toCount(histogram.zeroCount),
    zeroThreshold: histogram.zeroThreshold,
    positive,
    negative,
  };
}

/** A native histogram with custom bounds: the same as a classic histogram. */
function toCustomPoint(
  histogram: NativeHistogram,
  attributes: ReadonlyMap<string, string>,
): HistogramPoint | string {
  const { customBounds } = histogram;
  const buckets = toBuckets(histogram.positive, 0);
  if (typeof buckets === "string") return buckets;
  const { offset, bucketCounts } = buckets;
  if (offset < 0 || offset + bucketCounts.length > customBounds.length + 1)
    return "a native histogram counts outside of its bounds";
  const counts = Array.from({ length: customBounds.length + 1 }, (_, at) => bucketCounts[at - offset] ?? 0n);
  return { ...baseOf(histogram, attributes), bucketCounts: counts, explicitBounds: customBounds };
}

function toBuckets({ spans, deltas, counts }: NativeBuckets, shift: number): Buckets | string {
  const given = deltas.length > 0 ? runningSums(deltas) : counts.map(toCount);
  const total = spans.reduce((sum, { length }) => sum + length, 0);
  if (total !== given.length) return "a native histogram has not as many counts as buckets";
  const bucketCounts: bigint[] = [];
  let taken = 0;
  for (const [place, { offset, length }] of spans.entries()) {
    if (place > 0 && (offset < 0 || bucketCounts.length + offset > maxBuckets)) return tooMany;
    if (place > 0) for (let i = 0; i < offset; i++) bucketCounts.push(0n);
    if (bucketCounts.length + length > maxBuckets) return tooMany;
    for (let i = 0; i < length; i++) bucketCounts.push(given[taken++]!);
  }
  if (bucketCounts.some((count) => count < 0n)) return "a native histogram has a count below 0";
  return { offset: (spans[0]?.offset ?? 0) + (spans.length === 0 ? 0 : shift), bucketCounts };
}

const tooMany = `a native histogram spans more than ${maxBuckets} buckets`;

function runningSums(deltas: readonly bigint[]): bigint[] {
  let sum = 0n;
  return deltas.map((delta) => (sum += delta));
}

/** Float histograms have fractions of counts, OTLP has not: the nearest whole. */
function toCount(count: number | bigint): bigint {
  if (typeof count === "bigint") return count;
  return Number.isFinite(count) && count > 0 && count < 2 ** 63 ? BigInt(Math.round(count)) : 0n;
}
