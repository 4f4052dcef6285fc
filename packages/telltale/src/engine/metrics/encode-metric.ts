// A collected metric into the bytes that leave (opentelemetry/proto/metrics/v1).
import type { ByteWriter } from "otlp";
import { writeMoment } from "../recording/encode-span.ts";
import type {
  Buckets,
  CollectedMetric,
  DistributionPoint,
  Exemplar,
  ExponentialPoint,
  HistogramPoint,
  NumberPoint,
  Point,
} from "./collection.ts";

const varintWire = 0;
const fixed64Wire = 1;
const temporalities = { delta: 1, cumulative: 2 } as const;

/** Writes `metric` as field 2, the `metrics` of a ScopeMetrics. */
export function encodeMetric(writer: ByteWriter, metric: CollectedMetric): void {
  const { data, integer } = metric;
  const mark = writer.open(2);
  writer.string(1, metric.name);
  if (metric.description !== "") writer.string(2, metric.description);
  if (metric.unit !== "") writer.string(3, metric.unit);
  const body = writer.open(dataFields[data.form]);
  switch (data.form) {
    case "histogram":
      for (const point of data.points) writeHistogramPoint(writer, point);
      break;
    case "exponentialHistogram":
      for (const point of data.points) writeExponentialPoint(writer, point);
      break;
    default:
      for (const point of data.points) writeNumberPoint(writer, point, integer);
  }
  if (data.form !== "gauge") {
    writer.tag(2, varintWire);
    writer.varint(temporalities[metric.temporality]);
  }
  if (data.form === "sum" && data.monotonic) {
    writer.tag(3, varintWire);
    writer.varint(1);
  }
  writer.close(body);
  writer.close(mark);
}

/** Field of the data in `Metric`. */
const dataFields = { gauge: 5, sum: 7, histogram: 9, exponentialHistogram: 10 } as const;

function writeNumberPoint(writer: ByteWriter, point: NumberPoint, integer: boolean): void {
  const mark = writer.open(1);
  writeTimes(writer, point);
  if (integer) writeInteger(writer, 6, point.value);
  else writeDouble(writer, 4, point.value);
  for (const exemplar of point.exemplars) writeExemplar(writer, 5, exemplar, integer);
  writer.append(point.attributes.encoded(7));
  writer.close(mark);
}

function writeHistogramPoint(writer: ByteWriter, point: HistogramPoint): void {
  const mark = writer.open(1);
  writeTimes(writer, point);
  writeTotals(writer, point);
  // a histogram without bounds has no buckets at all
  if (point.bounds.length > 0) {
    const counts = writer.open(6);
    for (const count of point.counts) writer.fixed64Words(count, Math.floor(count / 4294967296));
    writer.close(counts);
    const bounds = writer.open(7);
    for (const bound of point.bounds) writer.double(bound);
    writer.close(bounds);
  }
  for (const exemplar of point.exemplars) writeExemplar(writer, 8, exemplar, false);
  writer.append(point.attributes.encoded(9));
  writeExtremes(writer, 11, point);
  writer.close(mark);
}

function writeExponentialPoint(writer: ByteWriter, point: ExponentialPoint): void {
  const mark = writer.open(1);
  writer.append(point.attributes.encoded(1));
  writeTimes(writer, point);
  writeTotals(writer, point);
  writer.tag(6, varintWire);
  writer.sint32(point.scale);
  writeFixed(writer, 7, point.zeroCount);
  writeBuckets(writer, 8, point.positive);
  writeBuckets(writer, 9, point.negative);
  for (const exemplar of point.exemplars) writeExemplar(writer, 11, exemplar, false);
  writeExtremes(writer, 12, point);
  if (point.zeroThreshold !== 0) writeDouble(writer, 14, point.zeroThreshold);
  writer.close(mark);
}

function writeBuckets(writer: ByteWriter, field: number, { offset, counts }: Buckets): void {
  if (counts.length === 0) return;
  const mark = writer.open(field);
  writer.tag(1, varintWire);
  writer.sint32(offset);
  const packed = writer.open(2);
  for (const count of counts) writer.varint(count);
  writer.close(packed);
  writer.close(mark);
}

function writeExemplar(writer: ByteWriter, field: number, exemplar: Exemplar, integer: boolean): void {
  const { span } = exemplar;
  const mark = writer.open(field);
  writeMoment(writer, 2, exemplar.moment);
  if (integer) writeInteger(writer, 6, exemplar.value);
  else writeDouble(writer, 3, exemplar.value);
  if (span !== undefined) {
    writer.spanId(4, span.s0, span.s1);
    writer.traceId(5, span.t0, span.t1, span.t2, span.t3);
  }
  writer.append(exemplar.attributes.encoded(7));
  writer.close(mark);
}

function writeTimes(writer: ByteWriter, { start, moment }: Point): void {
  // a clock that was set back since
  writeMoment(writer, 2, Math.min(start, moment));
  writeMoment(writer, 3, moment);
}

function writeTotals(writer: ByteWriter, { count, sum }: DistributionPoint): void {
  writeFixed(writer, 4, count);
  if (sum !== undefined) writeDouble(writer, 5, sum);
}

function writeExtremes(writer: ByteWriter, field: number, { min, max }: DistributionPoint): void {
  if (min !== undefined) writeDouble(writer, field, min);
  if (max !== undefined) writeDouble(writer, field + 1, max);
}

function writeDouble(writer: ByteWriter, field: number, value: number): void {
  writer.tag(field, fixed64Wire);
  writer.double(value);
}

/** A count, as a fixed64 field. */
function writeFixed(writer: ByteWriter, field: number, value: number): void {
  writer.tag(field, fixed64Wire);
  writer.fixed64Words(value | 0, Math.floor(value / 4294967296));
}

/** A whole number of either sign as an sfixed64 field. What lies beyond 64 bits is written as the largest or smallest. */
function writeInteger(writer: ByteWriter, field: number, value: number): void {
  writer.tag(field, fixed64Wire);
  if (Number.isSafeInteger(value)) writer.fixed64Words(value | 0, Math.floor(value / 4294967296));
  else writer.fixed64(clamped(value));
}

function clamped(value: number): bigint {
  if (value >= 2 ** 63) return 2n ** 63n - 1n;
  return value <= -(2 ** 63) ? -(2n ** 63n) : BigInt(Math.trunc(value));
}
