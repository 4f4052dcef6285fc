// Decoded metrics to rows: one series row per name and set of attributes, and its points.
import type { Exemplar, Metric, MetricData, NumberPoint, Point, ResourceMetrics } from "otlp";
import { NO_RECORDED_VALUE } from "otlp";
import type { ExemplarColumns, RowSink, SeriesRow } from "../store/rows.ts";
import {
  refuseDistribution,
  toDistributionRow,
  type DistributionData,
  type DistributionPoint,
} from "./distributions.ts";
import { createHasher } from "./hash.ts";
import { hashSeries } from "./series-hash.ts";
import { spanIdOrZero, traceIdOrZero } from "./ids.ts";
import { countKeys, maxKeys } from "./keys.ts";
import { createPauses } from "./pauses.ts";
import type { Rejections } from "./rejections.ts";
import { type Origin, toResourceRow, toScopeColumns } from "./resource.ts";
import type { Sender } from "./sender.ts";
import { clampTime, refuseTime, type TimeBounds } from "./time.ts";

type Sink = Pick<RowSink, "sample" | "distribution">;

const hasher = createHasher();

/** The numbers of metric kinds in the store. */
const typeNumbers = { gauge: 1, sum: 2, histogram: 3, exponentialHistogram: 4, summary: 5 } as const;

/** Points in `request`, valid or not. A metric of an unknown kind counts as one. */
export function countPoints(request: readonly ResourceMetrics[]): number {
  let count = 0;
  for (const { scopeMetrics } of request) {
    for (const { metrics } of scopeMetrics) {
      for (const { data } of metrics) count += data === undefined ? 1 : data.points.length;
    }
  }
  return count;
}

/** Adds a row for each storable point of `request` to `sink`, with pauses, and returns how many it added. Never throws. */
export function* addPoints(
  request: readonly ResourceMetrics[],
  sender: Sender,
  sink: Sink,
  bounds: TimeBounds,
  rejections: Rejections,
): Generator<void, number> {
  const mayPause = createPauses();
  let added = 0;
  for (const { resource, schemaUrl, scopeMetrics } of request) {
    const resourceRow = toResourceRow(resource, schemaUrl, sender);
    for (const { scope, metrics } of scopeMetrics) {
      const origin = { resource: resourceRow, scope: toScopeColumns(scope) };
      for (const metric of metrics) {
        if (mayPause()) yield;
        added += yield* addMetric(metric, { origin, sink, bounds, rejections, mayPause });
      }
    }
  }
  return added;
}

/** What the metrics of one scope share. */
interface Adding {
  readonly origin: Origin;
  readonly sink: Sink;
  readonly bounds: TimeBounds;
  readonly rejections: Rejections;
  readonly mayPause: () => boolean;
}

function* addMetric(
  metric: Metric,
  { origin, sink, bounds, rejections, mayPause }: Adding,
): Generator<void, number> {
  const { data } = metric;
  const unusable = refuseMetric(metric);
  if (unusable !== undefined || data === undefined) {
    rejections.reject(unusable ?? "the metric has no data of a known kind", data?.points.length ?? 1);
    return 0;
  }
  const toSeries = seriesOf(metric, data, origin);
  let added = 0;
  for (const point of data.points) {
    if (mayPause()) yield;
    const reason = refusePoint(point, bounds) ?? addPoint(data, point, toSeries, sink);
    if (reason === undefined) added++;
    else rejections.reject(reason);
  }
  return added;
}

function refuseMetric(metric: Metric): string | undefined {
  if (metric.name === "") return "the metric has no name";
  const { data } = metric;
  if (data === undefined || !("temporality" in data)) return undefined;
  if (data.temporality === 1 || data.temporality === 2) return undefined;
  return "aggregation_temporality is neither delta (1) nor cumulative (2)";
}

function refusePoint(point: Point, bounds: TimeBounds): string | undefined {
  // Attributes of points are not cut, as those of other rows are: the rest would be another series.
  if (countKeys(point.attributes) > maxKeys) return `the point has more than ${maxKeys} attributes`;
  const reason = refuseTime(point.timeUnixNano, bounds);
  return reason === undefined ? undefined : `time_unix_nano ${reason}`;
}

/** Adds one point, or returns why it cannot be stored. */
function addPoint(
  data: MetricData,
  point: Point,
  toSeries: (point: Point) => SeriesRow,
  sink: Sink,
): string | undefined {
  if (data.kind === "gauge" || data.kind === "sum") return addSample(point as NumberPoint, toSeries, sink);
  const distribution = { kind: data.kind, point } as DistributionData;
  const reason = refuseDistribution(distribution);
  if (reason !== undefined) return reason;
  const exemplars = toExemplars(
    (point as DistributionPoint & { exemplars?: readonly Exemplar[] }).exemplars ?? [],
  );
  sink.distribution(toDistributionRow(distribution, toSeries(point), exemplars));
  return undefined;
}

function addSample(
  point: NumberPoint,
  toSeries: (point: Point) => SeriesRow,
  sink: Sink,
): string | undefined {
  if (point.value === null && (point.flags & NO_RECORDED_VALUE) === 0) return "the point has no value";
  sink.sample({
    series: toSeries(point),
    timeNs: point.timeUnixNano,
    startNs: clampTime(point.startTimeUnixNano),
    // A staleness marker has no value; its flags mark it.
    value: point.value ?? NaN,
    flags: point.flags,
    exemplars: toExemplars(point.exemplars),
  });
  return undefined;
}

/** Hashes what the points of one metric share once. */
function seriesOf(
  metric: Metric,
  data: MetricData,
  { resource, scope }: Origin,
): (point: Point) => SeriesRow {
  const type = typeNumbers[data.kind];
  const temporality = "temporality" in data ? data.temporality : 0;
  const monotonic = data.kind === "sum" && data.monotonic;
  const prefix = hasher
    .reset()
    .int(resource.hash)
    .text(scope.scopeName)
    .text(scope.scopeVersion)
    .text(scope.scopeJson)
    .text(metric.name)
    .text(metric.unit)
    .word(type)
    .word(temporality)
    .word(monotonic ? 1 : 0)
    .digest();
  return (point) => ({
    resource,
    scope,
    hash: hashSeries(prefix, point.attributes),
    name: metric.name,
    type,
    temporality,
    monotonic,
    unit: metric.unit,
    description: metric.description,
    attributes: point.attributes,
    metadata: metric.metadata,
  });
}

function toExemplars(exemplars: readonly Exemplar[]): readonly ExemplarColumns[] {
  return exemplars.map((exemplar) => ({
    timeNs: clampTime(exemplar.timeUnixNano),
    value: Number(exemplar.value ?? NaN),
    traceId: traceIdOrZero(exemplar.traceId),
    spanId: spanIdOrZero(exemplar.spanId),
    attributes: exemplar.filteredAttributes,
  }));
}
