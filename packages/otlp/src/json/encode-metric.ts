// Metric export requests to JSON.
import type {
  Buckets,
  Exemplar,
  ExponentialHistogramPoint,
  HistogramPoint,
  Metric,
  MetricData,
  NumberPoint,
  Point,
  QuantileValue,
  ResourceMetrics,
  ScopeMetrics,
  SummaryPoint,
} from "../metric.ts";
import { toInt32, toInt64, toUint32, toUint64 } from "../number.ts";
import { resourceJson, scopeJson } from "./resource.ts";
import { attributesJson } from "./value.ts";
import {
  doubleJson,
  idJson,
  optionalDoubleJson,
  optionalInteger,
  optionalList,
  optionalNumber,
  optionalText,
} from "./write-field.ts";

/**
 * Encodes an `ExportMetricsServiceRequest` as OTLP-JSON, without spaces or line ends.
 *
 * @throws {OtlpError} `OTLP_TOO_DEEP` when an attribute is nested deeper than `MAX_DEPTH`.
 * @example
 * ```ts
 * import { encodeMetricsJson } from "otlp";
 *
 * encodeMetricsJson([]); // => '{"resourceMetrics":[]}'
 * ```
 */
export function encodeMetricsJson(resourceMetrics: readonly ResourceMetrics[]): string {
  return JSON.stringify({ resourceMetrics: optionalList(resourceMetrics, resourceMetricsJson) ?? [] });
}

function resourceMetricsJson(group: ResourceMetrics): unknown {
  return {
    resource: resourceJson(group.resource),
    scopeMetrics: optionalList(group.scopeMetrics, scopeMetricsJson),
    schemaUrl: optionalText(group.schemaUrl),
  };
}

function scopeMetricsJson(scopeMetrics: ScopeMetrics): unknown {
  return {
    scope: scopeJson(scopeMetrics.scope),
    metrics: optionalList(scopeMetrics.metrics, metricJson),
    schemaUrl: optionalText(scopeMetrics.schemaUrl),
  };
}

function metricJson(metric: Metric): unknown {
  const { data } = metric;
  return {
    name: optionalText(metric.name),
    description: optionalText(metric.description),
    unit: optionalText(metric.unit),
    ...(data !== undefined && { [data.kind]: dataJson(data) }),
    metadata: attributesJson(metric.metadata),
  };
}

function dataJson(data: MetricData): unknown {
  switch (data.kind) {
    case "gauge":
      return { dataPoints: optionalList(data.points, numberPointJson) };
    case "sum":
      return {
        dataPoints: optionalList(data.points, numberPointJson),
        aggregationTemporality: optionalNumber(toInt32(data.temporality)),
        isMonotonic: data.monotonic || undefined,
      };
    case "histogram":
      return {
        dataPoints: optionalList(data.points, histogramPointJson),
        aggregationTemporality: optionalNumber(toInt32(data.temporality)),
      };
    case "exponentialHistogram":
      return {
        dataPoints: optionalList(data.points, exponentialHistogramPointJson),
        aggregationTemporality: optionalNumber(toInt32(data.temporality)),
      };
    case "summary":
      return { dataPoints: optionalList(data.points, summaryPointJson) };
  }
}

function pointJson(point: Point): object {
  return {
    attributes: attributesJson(point.attributes),
    startTimeUnixNano: optionalInteger(toUint64(point.startTimeUnixNano)),
    timeUnixNano: optionalInteger(toUint64(point.timeUnixNano)),
    flags: optionalNumber(toUint32(point.flags)),
  };
}

function numberPointJson(point: NumberPoint): unknown {
  return {
    ...pointJson(point),
    ...numberJson(point.value),
    exemplars: optionalList(point.exemplars, exemplarJson),
  };
}

function histogramPointJson(point: HistogramPoint): unknown {
  return {
    ...pointJson(point),
    count: optionalInteger(toUint64(point.count)),
    sum: optionalDoubleJson(point.sum),
    min: optionalDoubleJson(point.min),
    max: optionalDoubleJson(point.max),
    bucketCounts: optionalList(point.bucketCounts, countJson),
    explicitBounds: optionalList(point.explicitBounds, doubleJson),
    exemplars: optionalList(point.exemplars, exemplarJson),
  };
}

function exponentialHistogramPointJson(point: ExponentialHistogramPoint): unknown {
  return {
    ...pointJson(point),
    count: optionalInteger(toUint64(point.count)),
    sum: optionalDoubleJson(point.sum),
    min: optionalDoubleJson(point.min),
    max: optionalDoubleJson(point.max),
    scale: optionalNumber(toInt32(point.scale)),
    zeroCount: optionalInteger(toUint64(point.zeroCount)),
    zeroThreshold: Object.is(point.zeroThreshold, 0) ? undefined : doubleJson(point.zeroThreshold),
    positive: bucketsJson(point.positive),
    negative: bucketsJson(point.negative),
    exemplars: optionalList(point.exemplars, exemplarJson),
  };
}

function bucketsJson(buckets: Buckets): unknown {
  if (buckets.offset === 0 && buckets.bucketCounts.length === 0) return undefined;
  return {
    offset: optionalNumber(toInt32(buckets.offset)),
    bucketCounts: optionalList(buckets.bucketCounts, countJson),
  };
}

function summaryPointJson(point: SummaryPoint): unknown {
  return {
    ...pointJson(point),
    count: optionalInteger(toUint64(point.count)),
    sum: doubleJson(point.sum),
    quantileValues: optionalList(point.quantiles, quantileJson),
  };
}

function quantileJson(quantile: QuantileValue): unknown {
  return { quantile: doubleJson(quantile.quantile), value: doubleJson(quantile.value) };
}

function exemplarJson(exemplar: Exemplar): unknown {
  return {
    filteredAttributes: attributesJson(exemplar.filteredAttributes),
    timeUnixNano: optionalInteger(toUint64(exemplar.timeUnixNano)),
    ...numberJson(exemplar.value),
    spanId: idJson(exemplar.spanId),
    traceId: idJson(exemplar.traceId),
  };
}

function numberJson(value: bigint | number | null): object {
  if (value === null) return {};
  return typeof value === "number" ? { asDouble: doubleJson(value) } : { asInt: toInt64(value).toString() };
}

function countJson(count: bigint): string {
  return toUint64(count).toString();
}
