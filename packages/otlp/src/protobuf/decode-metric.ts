// Metric export requests from protobuf, down to the metric; its points are in files of their own.
import { type Budget, COST } from "../budget.ts";
import { ByteReader } from "../byte-reader.ts";
import type { Metric, MetricData, ResourceMetrics, ScopeMetrics } from "../metric.ts";
import { NO_ATTRIBUTES, NO_RESOURCE, NO_SCOPE } from "../value.ts";
import { readExponentialHistogramPoint } from "./decode-exponential-histogram.ts";
import { readHistogramPoint } from "./decode-histogram.ts";
import { readNumberPoint, readSummaryPoint } from "./decode-point.ts";
import { readResource, readScope } from "./resource.ts";
import { readAttribute } from "./value.ts";
import type { AttributeTape } from "./wire-attributes.ts";

const REQUEST_FIELDS = 0b10;
const RESOURCE_METRICS_FIELDS = 0b1110;
const SCOPE_METRICS_FIELDS = 0b1110;
const METRIC_FIELDS = 0b1_1110_1010_1110;
const DATA_FIELDS = 0b10;
const HISTOGRAM_FIELDS = 0b110;
const SUM_FIELDS = 0b1110;

/**
 * Decodes an `ExportMetricsServiceRequest` (or a `MetricsData`), like `decodeTraces`.
 *
 * Of several data fields or values in one message the last wins; arrays may be packed or not.
 *
 * @throws {OtlpError} when `bytes` are not such a message. Throws nothing else.
 * @example
 * ```ts
 * import { decodeMetrics } from "otlp";
 *
 * decodeMetrics(new Uint8Array(0)); // => []
 * ```
 */
export function decodeMetrics(bytes: Uint8Array, tape?: AttributeTape, budget?: Budget): ResourceMetrics[] {
  const reader = new ByteReader(bytes, tape, budget);
  const groups: ResourceMetrics[] = [];
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    if (tag === 0x0a) groups.push(readResourceMetrics(reader));
    else reader.skip(tag, REQUEST_FIELDS);
  }
  return groups;
}

function readResourceMetrics(reader: ByteReader): ResourceMetrics {
  reader.charge(COST.resource);
  const outer = reader.enter();
  let resource = NO_RESOURCE;
  const scopeMetrics: ScopeMetrics[] = [];
  let schemaUrl = "";
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    switch (tag) {
      case 0x0a:
        resource = readResource(reader, resource);
        break;
      case 0x12:
        scopeMetrics.push(readScopeMetrics(reader));
        break;
      case 0x1a:
        schemaUrl = reader.string();
        break;
      default:
        reader.skip(tag, RESOURCE_METRICS_FIELDS);
    }
  }
  reader.leave(outer);
  return { resource, scopeMetrics, schemaUrl };
}

function readScopeMetrics(reader: ByteReader): ScopeMetrics {
  reader.charge(COST.scope);
  const outer = reader.enter();
  let scope = NO_SCOPE;
  const metrics: Metric[] = [];
  let schemaUrl = "";
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    switch (tag) {
      case 0x0a:
        scope = readScope(reader, scope);
        break;
      case 0x12:
        metrics.push(readMetric(reader));
        break;
      case 0x1a:
        schemaUrl = reader.string();
        break;
      default:
        reader.skip(tag, SCOPE_METRICS_FIELDS);
    }
  }
  reader.leave(outer);
  return { scope, metrics, schemaUrl };
}

function readMetric(reader: ByteReader): Metric {
  reader.charge(COST.metric);
  const outer = reader.enter();
  let name = "";
  let description = "";
  let unit = "";
  let data: MetricData | undefined;
  let metadata = NO_ATTRIBUTES;
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    switch (tag) {
      case 0x0a:
        name = reader.key();
        break;
      case 0x12:
        description = reader.key();
        break;
      case 0x1a:
        unit = reader.key();
        break;
      case 0x2a:
        data = { kind: "gauge", points: readPoints(reader, readNumberPoint) };
        break;
      case 0x3a:
        data = readSum(reader);
        break;
      case 0x4a:
        data = { kind: "histogram", ...readHistogram(reader, readHistogramPoint) };
        break;
      case 0x52:
        data = { kind: "exponentialHistogram", ...readHistogram(reader, readExponentialHistogramPoint) };
        break;
      case 0x5a:
        data = { kind: "summary", points: readPoints(reader, readSummaryPoint) };
        break;
      case 0x62:
        metadata = readAttribute(reader, metadata);
        break;
      default:
        reader.skip(tag, METRIC_FIELDS);
    }
  }
  reader.leave(outer);
  return { name, description, unit, metadata, data };
}

function readPoints<Point>(reader: ByteReader, readPoint: (reader: ByteReader) => Point): Point[] {
  const outer = reader.enter();
  const points: Point[] = [];
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    if (tag === 0x0a) points.push(readPoint(reader));
    else reader.skip(tag, DATA_FIELDS);
  }
  reader.leave(outer);
  return points;
}

function readSum(reader: ByteReader): MetricData {
  const outer = reader.enter();
  const points = [];
  let temporality = 0;
  let monotonic = false;
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    switch (tag) {
      case 0x0a:
        points.push(readNumberPoint(reader));
        break;
      case 0x10:
        temporality = reader.int32();
        break;
      case 0x18:
        monotonic = reader.bool();
        break;
      default:
        reader.skip(tag, SUM_FIELDS);
    }
  }
  reader.leave(outer);
  return { kind: "sum", points, temporality, monotonic };
}

function readHistogram<Point>(
  reader: ByteReader,
  readPoint: (reader: ByteReader) => Point,
): { points: Point[]; temporality: number } {
  const outer = reader.enter();
  const points: Point[] = [];
  let temporality = 0;
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    switch (tag) {
      case 0x0a:
        points.push(readPoint(reader));
        break;
      case 0x10:
        temporality = reader.int32();
        break;
      default:
        reader.skip(tag, HISTOGRAM_FIELDS);
    }
  }
  reader.leave(outer);
  return { points, temporality };
}
