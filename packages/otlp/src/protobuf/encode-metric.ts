// Metric export requests to protobuf.
import { ByteWriter, FIXED64, VARINT } from "../byte-writer.ts";
import type {
  Buckets,
  Exemplar,
  ExponentialHistogramPoint,
  HistogramPoint,
  Metric,
  MetricData,
  NumberPoint,
  ResourceMetrics,
  ScopeMetrics,
  SummaryPoint,
} from "../metric.ts";
import { toInt32, toInt64, toUint64 } from "../number.ts";
import { writeBytes, writeFixed64, writeInt32, writeString, writeUint32 } from "./field.ts";
import { writeResource, writeScope } from "./resource.ts";
import { writeAttributes } from "./value.ts";

/**
 * Encodes an `ExportMetricsServiceRequest` (the same bytes as a `MetricsData`).
 *
 * Numbers out of range are clamped. A `number` is written as a double, also when it is whole; a `bigint` as an integer.
 *
 * @throws {OtlpError} `OTLP_TOO_DEEP` when an attribute is nested deeper than `MAX_DEPTH`.
 * @example
 * ```ts
 * import { CUMULATIVE, decodeMetrics, encodeMetrics } from "otlp";
 *
 * const none = new Map();
 * const point = { attributes: none, startTimeUnixNano: 1_000n, timeUnixNano: 2_000n, flags: 0, value: 42n, exemplars: [] };
 * const bytes = encodeMetrics([
 *   {
 *     resource: { attributes: none, droppedAttributesCount: 0 },
 *     scopeMetrics: [
 *       {
 *         scope: { name: "shop", version: "", attributes: none, droppedAttributesCount: 0 },
 *         metrics: [
 *           {
 *             name: "orders", description: "Orders placed", unit: "{order}", metadata: none,
 *             data: { kind: "sum", points: [point], temporality: CUMULATIVE, monotonic: true },
 *           },
 *         ],
 *         schemaUrl: "",
 *       },
 *     ],
 *     schemaUrl: "",
 *   },
 * ]);
 * const metric = decodeMetrics(bytes)[0]?.scopeMetrics[0]?.metrics[0];
 * metric?.data?.kind === "sum" && metric.data.points[0]?.value; // => 42n
 * ```
 */
export function encodeMetrics(resourceMetrics: readonly ResourceMetrics[]): Uint8Array {
  const writer = new ByteWriter();
  for (const group of resourceMetrics) {
    const mark = writer.open(1);
    writeResource(writer, 1, group.resource);
    for (const scopeMetrics of group.scopeMetrics) writeScopeMetrics(writer, scopeMetrics);
    writeString(writer, 3, group.schemaUrl);
    writer.close(mark);
  }
  return writer.finish();
}

function writeScopeMetrics(writer: ByteWriter, scopeMetrics: ScopeMetrics): void {
  const mark = writer.open(2);
  writeScope(writer, 1, scopeMetrics.scope);
  for (const metric of scopeMetrics.metrics) writeMetric(writer, 2, metric);
  writeString(writer, 3, scopeMetrics.schemaUrl);
  writer.close(mark);
}

function writeMetric(writer: ByteWriter, field: number, metric: Metric): void {
  const mark = writer.open(field);
  writeString(writer, 1, metric.name);
  writeString(writer, 2, metric.description);
  writeString(writer, 3, metric.unit);
  if (metric.data !== undefined) writeData(writer, metric.data);
  writeAttributes(writer, 12, metric.metadata);
  writer.close(mark);
}

const DATA_FIELD = { gauge: 5, sum: 7, histogram: 9, exponentialHistogram: 10, summary: 11 } as const;

function writeData(writer: ByteWriter, data: MetricData): void {
  const mark = writer.open(DATA_FIELD[data.kind]);
  switch (data.kind) {
    case "gauge":
      for (const point of data.points) writeNumberPoint(writer, 1, point);
      break;
    case "sum":
      for (const point of data.points) writeNumberPoint(writer, 1, point);
      writeInt32(writer, 2, data.temporality);
      writeUint32(writer, 3, data.monotonic ? 1 : 0);
      break;
    case "histogram":
      for (const point of data.points) writeHistogramPoint(writer, 1, point);
      writeInt32(writer, 2, data.temporality);
      break;
    case "exponentialHistogram":
      for (const point of data.points) writeExponentialHistogramPoint(writer, 1, point);
      writeInt32(writer, 2, data.temporality);
      break;
    case "summary":
      for (const point of data.points) writeSummaryPoint(writer, 1, point);
      break;
  }
  writer.close(mark);
}

function writeNumberPoint(writer: ByteWriter, field: number, point: NumberPoint): void {
  const mark = writer.open(field);
  writeFixed64(writer, 2, point.startTimeUnixNano);
  writeFixed64(writer, 3, point.timeUnixNano);
  writeNumber(writer, 4, 6, point.value);
  writeExemplars(writer, 5, point.exemplars);
  writeAttributes(writer, 7, point.attributes);
  writeUint32(writer, 8, point.flags);
  writer.close(mark);
}

function writeHistogramPoint(writer: ByteWriter, field: number, point: HistogramPoint): void {
  const mark = writer.open(field);
  writeFixed64(writer, 2, point.startTimeUnixNano);
  writeFixed64(writer, 3, point.timeUnixNano);
  writeFixed64(writer, 4, point.count);
  writeOptionalDouble(writer, 5, point.sum);
  if (point.bucketCounts.length > 0) {
    const packed = writer.open(6);
    for (const count of point.bucketCounts) writer.fixed64(toUint64(count));
    writer.close(packed);
  }
  if (point.explicitBounds.length > 0) {
    const packed = writer.open(7);
    for (const bound of point.explicitBounds) writer.double(bound);
    writer.close(packed);
  }
  writeExemplars(writer, 8, point.exemplars);
  writeAttributes(writer, 9, point.attributes);
  writeUint32(writer, 10, point.flags);
  writeOptionalDouble(writer, 11, point.min);
  writeOptionalDouble(writer, 12, point.max);
  writer.close(mark);
}

function writeExponentialHistogramPoint(
  writer: ByteWriter,
  field: number,
  point: ExponentialHistogramPoint,
): void {
  const mark = writer.open(field);
  writeAttributes(writer, 1, point.attributes);
  writeFixed64(writer, 2, point.startTimeUnixNano);
  writeFixed64(writer, 3, point.timeUnixNano);
  writeFixed64(writer, 4, point.count);
  writeOptionalDouble(writer, 5, point.sum);
  writeSint32(writer, 6, point.scale);
  writeFixed64(writer, 7, point.zeroCount);
  writeBuckets(writer, 8, point.positive);
  writeBuckets(writer, 9, point.negative);
  writeUint32(writer, 10, point.flags);
  writeExemplars(writer, 11, point.exemplars);
  writeOptionalDouble(writer, 12, point.min);
  writeOptionalDouble(writer, 13, point.max);
  if (!Object.is(point.zeroThreshold, 0)) writeOptionalDouble(writer, 14, point.zeroThreshold);
  writer.close(mark);
}

function writeBuckets(writer: ByteWriter, field: number, buckets: Buckets): void {
  if (buckets.offset === 0 && buckets.bucketCounts.length === 0) return;
  const mark = writer.open(field);
  writeSint32(writer, 1, buckets.offset);
  if (buckets.bucketCounts.length > 0) {
    const packed = writer.open(2);
    for (const count of buckets.bucketCounts) writer.varint64(toUint64(count));
    writer.close(packed);
  }
  writer.close(mark);
}

function writeSummaryPoint(writer: ByteWriter, field: number, point: SummaryPoint): void {
  const mark = writer.open(field);
  writeFixed64(writer, 2, point.startTimeUnixNano);
  writeFixed64(writer, 3, point.timeUnixNano);
  writeFixed64(writer, 4, point.count);
  writeOptionalDouble(writer, 5, point.sum);
  for (const quantile of point.quantiles) {
    const inner = writer.open(6);
    writeOptionalDouble(writer, 1, quantile.quantile);
    writeOptionalDouble(writer, 2, quantile.value);
    writer.close(inner);
  }
  writeAttributes(writer, 7, point.attributes);
  writeUint32(writer, 8, point.flags);
  writer.close(mark);
}

function writeExemplars(writer: ByteWriter, field: number, exemplars: readonly Exemplar[]): void {
  for (const exemplar of exemplars) {
    const mark = writer.open(field);
    writeFixed64(writer, 2, exemplar.timeUnixNano);
    writeNumber(writer, 3, 6, exemplar.value);
    writeBytes(writer, 4, exemplar.spanId);
    writeBytes(writer, 5, exemplar.traceId);
    writeAttributes(writer, 7, exemplar.filteredAttributes);
    writer.close(mark);
  }
}

function writeNumber(
  writer: ByteWriter,
  doubleField: number,
  intField: number,
  value: bigint | number | null,
): void {
  if (value === null) return;
  if (typeof value === "number") {
    writer.tag(doubleField, FIXED64);
    writer.double(value);
  } else {
    writer.tag(intField, FIXED64);
    writer.fixed64(toInt64(value));
  }
}

function writeOptionalDouble(writer: ByteWriter, field: number, value: number | undefined): void {
  if (value === undefined) return;
  writer.tag(field, FIXED64);
  writer.double(value);
}

function writeSint32(writer: ByteWriter, field: number, value: number): void {
  if (value === 0) return;
  writer.tag(field, VARINT);
  writer.sint32(toInt32(value));
}
