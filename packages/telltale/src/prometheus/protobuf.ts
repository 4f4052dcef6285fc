// Families as delimited `io.prometheus.client.MetricFamily` messages: the only scraped format with native histograms.
// Source: prometheus/client_model, io/prometheus/client/metrics.proto.
import { ByteWriter } from "otlp";
import type {
  Family,
  FamilyExemplar,
  FamilyHistogram,
  FamilySeries,
  Labels,
  NativeBuckets,
  NativeHistogram,
} from "./family.ts";

const varint = 0;
const fixed64 = 1;
const typeNumbers = { counter: 0, gauge: 1, histogram: 4, info: 1 } as const;
// a longer run of empty buckets is cheaper as a gap between two spans
const maxEmptyRun = 2;

/** The message of one family after another, each with its length before it. */
export function* writeProtobuf(families: readonly Family[]): Generator<Uint8Array> {
  const message = new ByteWriter(4096);
  const length = new ByteWriter(16);
  for (const family of families) {
    message.reset();
    message.string(1, family.sample);
    message.string(2, family.help);
    writeInteger(message, 3, typeNumbers[family.type]);
    for (const series of family.series) writeMetric(message, family, series);
    if (family.unit !== "") message.string(5, family.unit);
    length.reset();
    length.varint(message.length);
    yield length.finish();
    yield message.finish();
  }
}

// Metric { label = 1, gauge = 2, counter = 3, histogram = 7 }
function writeMetric(writer: ByteWriter, { type }: Family, series: FamilySeries): void {
  const mark = writer.open(4);
  writeLabels(writer, series.labels);
  if (series.histogram !== undefined) {
    writeHistogram(writer, series, series.histogram);
  } else if (type === "counter") {
    const counter = writer.open(3);
    writeDouble(writer, 1, series.value);
    writeExemplar(writer, 2, series.exemplar);
    writeTimestamp(writer, 3, series.created);
    writer.close(counter);
  } else {
    const gauge = writer.open(2);
    writeDouble(writer, 1, series.value);
    writer.close(gauge);
  }
  writer.close(mark);
}

function writeHistogram(writer: ByteWriter, series: FamilySeries, histogram: FamilyHistogram): void {
  const { sum, buckets, native } = histogram;
  const mark = writer.open(7);
  writeInteger(writer, 1, series.value);
  if (sum !== undefined) writeDouble(writer, 2, sum);
  if (native === undefined) {
    for (const { bound, count, exemplar } of buckets) {
      const bucket = writer.open(3);
      writeInteger(writer, 1, count);
      writeDouble(writer, 2, bound);
      writeExemplar(writer, 3, exemplar);
      writer.close(bucket);
    }
  } else {
    writeNative(writer, native);
  }
  writeTimestamp(writer, 15, series.created);
  writer.close(mark);
}

function writeNative(writer: ByteWriter, native: NativeHistogram): void {
  writer.tag(5, varint);
  writer.sint32(native.schema);
  writeDouble(writer, 6, native.zeroThreshold);
  writeInteger(writer, 7, native.zeroCount);
  writeSpans(writer, 9, 10, native.negative);
  writeSpans(writer, 12, 13, native.positive);
  // without a span and with nothing counted, readers take it for an explicit one
  if (native.positive.counts.length === 0 && native.negative.counts.length === 0) writeSpan(writer, 12, 0, 0);
  for (const exemplar of native.exemplars) writeExemplar(writer, 16, exemplar);
}

// spans: the gap to the one before (or where the first begins) and the length; deltas: each count less the one before
function writeSpans(writer: ByteWriter, spanField: number, deltaField: number, buckets: NativeBuckets): void {
  const { counts, offset } = buckets;
  const deltas: number[] = [];
  let before = 0;
  let end = 0;
  let first = true;
  for (let at = 0; at < counts.length;) {
    if (counts[at] === 0) {
      at++;
      continue;
    }
    let to = at + 1;
    for (let last = to; last < counts.length && last - to < maxEmptyRun + 1; last++) {
      if (counts[last] !== 0) to = last + 1;
    }
    writeSpan(writer, spanField, first ? offset + at : at - end, to - at);
    for (let index = at; index < to; index++) {
      const count = counts[index] as number;
      deltas.push(count - before);
      before = count;
    }
    first = false;
    end = to;
    at = to;
  }
  for (const delta of deltas) {
    writer.tag(deltaField, varint);
    writer.varint64(delta >= 0 ? BigInt(delta) * 2n : BigInt(delta) * -2n - 1n);
  }
}

function writeSpan(writer: ByteWriter, field: number, offset: number, length: number): void {
  const span = writer.open(field);
  writer.tag(1, varint);
  writer.sint32(offset);
  writeInteger(writer, 2, length);
  writer.close(span);
}

function writeLabels(writer: ByteWriter, labels: Labels): void {
  for (const [name, value] of labels) {
    const label = writer.open(1);
    writer.string(1, name);
    writer.string(2, value);
    writer.close(label);
  }
}

function writeExemplar(writer: ByteWriter, field: number, exemplar: FamilyExemplar | undefined): void {
  if (exemplar === undefined) return;
  const mark = writer.open(field);
  writeLabels(writer, exemplar.labels);
  writeDouble(writer, 2, exemplar.value);
  writeTimestamp(writer, 3, exemplar.at);
  writer.close(mark);
}

// google.protobuf.Timestamp { seconds = 1, nanos = 2 }
function writeTimestamp(writer: ByteWriter, field: number, seconds: number | undefined): void {
  if (seconds === undefined) return;
  const whole = Math.floor(seconds);
  const mark = writer.open(field);
  writeInteger(writer, 1, whole);
  writeInteger(writer, 2, Math.round((seconds - whole) * 1e6) * 1000);
  writer.close(mark);
}

function writeInteger(writer: ByteWriter, field: number, value: number): void {
  writer.tag(field, varint);
  writer.varint(value);
}

function writeDouble(writer: ByteWriter, field: number, value: number): void {
  writer.tag(field, fixed64);
  writer.double(value);
}
