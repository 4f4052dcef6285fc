// Metric export requests from JSON.
import { type Budget, COST } from "../budget.ts";
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
import { isObject, type JsonObject, parseObject } from "./parse.ts";
import {
  bool,
  counts,
  double,
  doubles,
  enumeration,
  id,
  int32,
  int64,
  list,
  object,
  optionalDouble,
  text,
  uint32,
  uint64,
  JsonBudget,
  type JsonOptions,
  type RowField,
  rows,
} from "./read-field.ts";
import { readResource, readScope } from "./resource.ts";
import { readAttributes } from "./value.ts";

const TEMPORALITIES = ["UNSPECIFIED", "DELTA", "CUMULATIVE"];

/**
 * Decodes an `ExportMetricsServiceRequest` in OTLP-JSON, like `decodeTracesJson`.
 *
 * @throws {OtlpError} when `json` is not such a message. Throws nothing else.
 * @example
 * ```ts
 * import { decodeMetricsJson } from "otlp";
 *
 * const [group] = decodeMetricsJson(
 *   '{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"cart.value","gauge":{"dataPoints":[{"asDouble":5}]}}]}]}]}',
 * );
 * group?.scopeMetrics[0]?.metrics[0]?.data?.kind; // => "gauge"
 * ```
 */
export function decodeMetricsJson(json: string, options: JsonOptions = {}): ResourceMetrics[] {
  const budget = new JsonBudget(json.length, options);
  const read = (each: JsonObject): ResourceMetrics => readResourceMetrics(each, budget);
  return [...list(parseObject(json), "resourceMetrics", budget, COST.resource, read)];
}

function readResourceMetrics(json: JsonObject, budget: JsonBudget): ResourceMetrics {
  return {
    resource: readResource(json, budget),
    scopeMetrics: list(json, "scopeMetrics", budget, COST.scope, (each) => readScopeMetrics(each, budget)),
    schemaUrl: text(json, "schemaUrl"),
  };
}

const METRICS: RowField<Metric> = {
  key: "metrics",
  cost: COST.metric,
  read: readMetric,
  countOf: countPoints,
};

function readScopeMetrics(json: JsonObject, budget: JsonBudget): ScopeMetrics {
  return {
    scope: readScope(json, budget),
    metrics: rows(json, METRICS, budget),
    schemaUrl: text(json, "schemaUrl"),
  };
}

function readMetric(json: JsonObject, budget: JsonBudget): Metric {
  return {
    name: text(json, "name"),
    description: text(json, "description"),
    unit: text(json, "unit"),
    metadata: readAttributes(json, "metadata", budget),
    data: readData(json, budget),
  };
}

function readData(json: JsonObject, budget: JsonBudget): MetricData | undefined {
  if (has(json, "gauge")) {
    return { kind: "gauge", points: points(object(json, "gauge"), budget, readNumberPoint) };
  }
  if (has(json, "sum")) return readSum(object(json, "sum"), budget);
  if (has(json, "histogram")) {
    const from = object(json, "histogram");
    return {
      kind: "histogram",
      points: points(from, budget, readHistogramPoint),
      temporality: temporality(from),
    };
  }
  if (has(json, "exponentialHistogram")) {
    const from = object(json, "exponentialHistogram");
    return {
      kind: "exponentialHistogram",
      points: points(from, budget, readExponentialHistogramPoint),
      temporality: temporality(from),
    };
  }
  if (has(json, "summary")) {
    return { kind: "summary", points: points(object(json, "summary"), budget, readSummaryPoint) };
  }
  return undefined;
}

function has(json: JsonObject, key: string): boolean {
  return json[key] !== undefined && json[key] !== null;
}

/** Number of points of a metric that cannot be read; 1 when unknown. */
function countPoints(metric: unknown): number {
  if (!isObject(metric)) return 1;
  for (const key of ["gauge", "sum", "histogram", "exponentialHistogram", "summary"]) {
    const data = metric[key];
    if (isObject(data) && Array.isArray(data["dataPoints"])) return data["dataPoints"].length;
  }
  return 1;
}

function points<Item>(
  json: JsonObject,
  budget: JsonBudget,
  read: (json: JsonObject, budget: Budget) => Item,
): readonly Item[] {
  return rows(json, { key: "dataPoints", cost: COST.point, read }, budget);
}

function temporality(json: JsonObject): number {
  return enumeration(json, "aggregationTemporality", "AGGREGATION_TEMPORALITY_", TEMPORALITIES);
}

function readSum(json: JsonObject, budget: JsonBudget): MetricData {
  return {
    kind: "sum",
    points: points(json, budget, readNumberPoint),
    temporality: temporality(json),
    monotonic: bool(json, "isMonotonic"),
  };
}

function readPoint(json: JsonObject, budget: Budget): Point {
  return {
    attributes: readAttributes(json, "attributes", budget),
    startTimeUnixNano: uint64(json, "startTimeUnixNano"),
    timeUnixNano: uint64(json, "timeUnixNano"),
    flags: uint32(json, "flags"),
  };
}

function readNumberPoint(json: JsonObject, budget: Budget): NumberPoint {
  return {
    ...readPoint(json, budget),
    value: readNumber(json),
    exemplars: exemplars(json, budget),
  };
}

function readHistogramPoint(json: JsonObject, budget: Budget): HistogramPoint {
  return {
    ...readPoint(json, budget),
    count: uint64(json, "count"),
    sum: optionalDouble(json, "sum"),
    min: optionalDouble(json, "min"),
    max: optionalDouble(json, "max"),
    bucketCounts: counts(json, "bucketCounts"),
    explicitBounds: doubles(json, "explicitBounds"),
    exemplars: exemplars(json, budget),
  };
}

function readExponentialHistogramPoint(json: JsonObject, budget: Budget): ExponentialHistogramPoint {
  return {
    ...readPoint(json, budget),
    count: uint64(json, "count"),
    sum: optionalDouble(json, "sum"),
    min: optionalDouble(json, "min"),
    max: optionalDouble(json, "max"),
    scale: int32(json, "scale"),
    zeroCount: uint64(json, "zeroCount"),
    zeroThreshold: double(json, "zeroThreshold"),
    positive: readBuckets(object(json, "positive")),
    negative: readBuckets(object(json, "negative")),
    exemplars: exemplars(json, budget),
  };
}

function readBuckets(json: JsonObject): Buckets {
  return { offset: int32(json, "offset"), bucketCounts: counts(json, "bucketCounts") };
}

function readSummaryPoint(json: JsonObject, budget: Budget): SummaryPoint {
  return {
    ...readPoint(json, budget),
    count: uint64(json, "count"),
    sum: double(json, "sum"),
    quantiles: list(json, "quantileValues", budget, COST.quantile, readQuantile),
  };
}

function readQuantile(json: JsonObject): QuantileValue {
  return { quantile: double(json, "quantile"), value: double(json, "value") };
}

function exemplars(json: JsonObject, budget: Budget): readonly Exemplar[] {
  return list(json, "exemplars", budget, COST.exemplar, readExemplar);
}

function readExemplar(json: JsonObject, budget: Budget): Exemplar {
  return {
    timeUnixNano: uint64(json, "timeUnixNano"),
    value: readNumber(json),
    filteredAttributes: readAttributes(json, "filteredAttributes", budget),
    traceId: id(json, "traceId"),
    spanId: id(json, "spanId"),
  };
}

function readNumber(json: JsonObject): bigint | number | null {
  if (has(json, "asInt")) return int64(json, "asInt");
  return optionalDouble(json, "asDouble") ?? null;
}
