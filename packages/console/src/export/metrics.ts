// Rows of points back to the request they may have come in: points of the same metric of the same resource and scope together.
import type { Exemplar, Metric, MetricData, NumberPoint, Point, ResourceMetrics } from "otlp";
import { fromJson, fromTextColumns, type TextColumns, toDouble, toId } from "./any-value.ts";
import { groupBy } from "../lists/group-by.ts";
import { type Ask, gather, idsAtOnce, type KnownResource, type OriginColumns } from "./origin.ts";

/** A row of `export-series`. */
export interface SeriesColumns extends OriginColumns, TextColumns {
  readonly seriesId: string;
  readonly metricName: string;
  /** 1 gauge, 2 sum, 3 histogram, 4 exponential histogram, 5 summary. */
  readonly type: number;
  readonly temporality: number;
  readonly monotonic: boolean;
  readonly metricUnit: string;
  readonly metricDescription: string;
  readonly metadataJson: string;
}

interface PointColumns {
  readonly seriesId: string;
  readonly timeNs: string;
  readonly startNs: string;
  readonly flags: number;
  readonly exemplarTimes: readonly string[];
  readonly exemplarValues: readonly string[];
  readonly exemplarTraceIds: readonly string[];
  readonly exemplarSpanIds: readonly string[];
  readonly exemplarAttributes: readonly string[];
}

/** A row of `export-samples`. */
export interface SampleColumns extends PointColumns {
  readonly doubleValue: string;
  readonly isInt: boolean;
  readonly intValue: string;
}

/** A row of `export-distributions`. */
export interface DistributionColumns extends PointColumns {
  readonly points: string;
  readonly total: string;
  readonly smallest: string;
  readonly largest: string;
  /** 1 sum, 2 min, 4 max. */
  readonly hasBits: number;
  readonly boundTexts: readonly string[];
  readonly countTexts: readonly string[];
  readonly quantileTexts: readonly string[];
  readonly scale: number;
  readonly zeroCount: string;
  readonly zeroThreshold: string;
  readonly positiveOffset: number;
  readonly positiveCounts: readonly string[];
  readonly negativeOffset: number;
  readonly negativeCounts: readonly string[];
}

type AnyColumns = SampleColumns | DistributionColumns;

/** Makes a function that finds the series of points. */
export function createSeries(
  ask: Ask,
): (rows: readonly AnyColumns[]) => Promise<ReadonlyMap<string, SeriesColumns>> {
  const known = new Map<string, SeriesColumns>();
  return async (rows) => {
    const missing = [...new Set(rows.map(({ seriesId }) => seriesId))].filter((id) => !known.has(id));
    while (missing.length > 0) {
      const ids = missing.splice(0, idsAtOnce).map(BigInt);
      for (const row of await ask<SeriesColumns>("export-series", { ids })) known.set(row.seriesId, row);
    }
    return known;
  };
}

/** A point and what it shares with others. A point whose series is unknown is left out: nothing says what it measures. */
export function joinSeries(
  rows: readonly AnyColumns[],
  seriesOf: ReadonlyMap<string, SeriesColumns>,
): readonly (SeriesColumns & { readonly point: AnyColumns })[] {
  return rows.flatMap((point) => {
    const series = seriesOf.get(point.seriesId);
    return series === undefined ? [] : [{ ...series, point }];
  });
}

export function toMetrics(
  rows: ReturnType<typeof joinSeries>,
  resourceOf: (id: string) => KnownResource,
): readonly ResourceMetrics[] {
  return gather(rows, resourceOf).map(({ resource, schemaUrl, scopes }) => ({
    resource,
    schemaUrl,
    scopeMetrics: scopes.map(({ scope, rows: points }) => ({
      scope,
      metrics: [...groupBy(points, metricKey).values()].map(toMetric),
      schemaUrl: "",
    })),
  }));
}

function metricKey(row: SeriesColumns): string {
  const { metricName, type, temporality, monotonic, metricUnit, metricDescription, metadataJson } = row;
  return JSON.stringify([
    metricName,
    type,
    temporality,
    monotonic,
    metricUnit,
    metricDescription,
    metadataJson,
  ]);
}

function toMetric(rows: ReturnType<typeof joinSeries>): Metric {
  const series = rows[0]!;
  return {
    name: series.metricName,
    description: series.metricDescription,
    unit: series.metricUnit,
    metadata: fromJson(series.metadataJson),
    data: toData(series, rows),
  };
}

function toData(series: SeriesColumns, rows: ReturnType<typeof joinSeries>): MetricData {
  const { temporality, monotonic } = series;
  const numbers = (): NumberPoint[] => rows.map((row) => toNumberPoint(row, row.point as SampleColumns));
  switch (series.type) {
    case 1:
      return { kind: "gauge", points: numbers() };
    case 2:
      return { kind: "sum", temporality, monotonic, points: numbers() };
    case 3:
      return { kind: "histogram", temporality, points: rows.map(toHistogramPoint) };
    case 4:
      return { kind: "exponentialHistogram", temporality, points: rows.map(toExponentialPoint) };
    default:
      return { kind: "summary", points: rows.map(toSummaryPoint) };
  }
}

type Joined = ReturnType<typeof joinSeries>[number];

function toPoint(row: Joined): Point {
  return {
    attributes: fromTextColumns(row),
    startTimeUnixNano: BigInt(row.point.startNs),
    timeUnixNano: BigInt(row.point.timeNs),
    flags: row.point.flags,
  };
}

function toNumberPoint(row: Joined, point: SampleColumns): NumberPoint {
  const value = point.isInt ? BigInt(point.intValue) : toDouble(point.doubleValue);
  return { ...toPoint(row), value, exemplars: toExemplars(point) };
}

function toHistogramPoint(row: Joined) {
  const point = row.point as DistributionColumns;
  return {
    ...toPoint(row),
    ...toTotals(point),
    bucketCounts: point.countTexts.map(BigInt),
    explicitBounds: point.boundTexts.map(toDouble),
    exemplars: toExemplars(point),
  };
}

function toExponentialPoint(row: Joined) {
  const point = row.point as DistributionColumns;
  return {
    ...toPoint(row),
    ...toTotals(point),
    scale: point.scale,
    zeroCount: BigInt(point.zeroCount),
    zeroThreshold: toDouble(point.zeroThreshold),
    positive: { offset: point.positiveOffset, bucketCounts: point.positiveCounts.map(BigInt) },
    negative: { offset: point.negativeOffset, bucketCounts: point.negativeCounts.map(BigInt) },
    exemplars: toExemplars(point),
  };
}

function toSummaryPoint(row: Joined) {
  const point = row.point as DistributionColumns;
  return {
    ...toPoint(row),
    count: BigInt(point.points),
    sum: toDouble(point.total),
    quantiles: point.boundTexts.map((quantile, at) => ({
      quantile: toDouble(quantile),
      value: toDouble(point.quantileTexts[at]!),
    })),
  };
}

function toTotals(point: DistributionColumns) {
  const has = (bit: number, text: string): number | undefined =>
    (point.hasBits & bit) === 0 ? undefined : toDouble(text);
  return {
    count: BigInt(point.points),
    sum: has(1, point.total),
    min: has(2, point.smallest),
    max: has(4, point.largest),
  };
}

function toExemplars(point: PointColumns): readonly Exemplar[] {
  return point.exemplarTimes.map((time, at) => ({
    timeUnixNano: BigInt(time),
    value: toDouble(point.exemplarValues[at]!),
    filteredAttributes: fromJson(point.exemplarAttributes[at]!),
    traceId: toId(point.exemplarTraceIds[at]!),
    spanId: toId(point.exemplarSpanIds[at]!),
  }));
}
