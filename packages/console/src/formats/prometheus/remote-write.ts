// The message of remote write 1.0: series with their samples, and sometimes the metadata of families.
// https://prometheus.io/docs/specs/prw/remote_write_spec/ and prompb/types.proto
import { ByteReader } from "otlp";
import type { FamilyType, PrometheusExemplar } from "./family.ts";
import type { NativeBuckets, NativeHistogram } from "./native-histogram.ts";

/** One series as it was sent. */
export interface RemoteSeries {
  readonly labels: ReadonlyMap<string, string>;
  readonly samples: readonly { readonly value: number | null; readonly timestampMs: number }[];
  readonly exemplars: readonly PrometheusExemplar[];
  readonly histograms: readonly NativeHistogram[];
}

export interface RemoteMetadata {
  readonly family: string;
  readonly type: FamilyType;
  readonly help: string;
  readonly unit: string;
}

export interface WriteRequest {
  readonly series: readonly RemoteSeries[];
  readonly metadata: readonly RemoteMetadata[];
}

const types: readonly FamilyType[] = [
  "unknown",
  "counter",
  "gauge",
  "histogram",
  "gaugehistogram",
  "summary",
  "info",
  "stateset",
];

/** Bits of the NaN that marks the end of a series. */
const staleMarker = 0x7ff0000000000002n;

/** Memory that the parts of a message need on their way to points, roughly: a small message must not allocate much. */
const cost = {
  series: 1000,
  label: 100,
  sample: 400,
  exemplar: 600,
  histogram: 1500,
  item: 40,
  metadata: 200,
} as const;

const bits = new DataView(new ArrayBuffer(8));

/** @throws {OtlpError} when `bytes` are another message. */
export function readWriteRequest(bytes: Uint8Array): WriteRequest {
  const reader = new ByteReader(bytes);
  const series: RemoteSeries[] = [];
  const metadata: RemoteMetadata[] = [];
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    if (tag === 0x0a) series.push(readSeries(reader));
    else if (tag === 0x1a) metadata.push(readMetadata(reader));
    else reader.skip(tag, 0b1010);
  }
  return { series, metadata };
}

/** Reads one nested message. `read` reads the value of a field that it knows and returns true; other fields are skipped. */
function readMessage(
  reader: ByteReader,
  charge: number,
  known: number,
  read: (tag: number) => boolean,
): void {
  reader.charge(charge);
  const outer = reader.enter();
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    if (!read(tag)) reader.skip(tag, known);
  }
  reader.leave(outer);
}

function readSeries(reader: ByteReader): RemoteSeries {
  const labels = new Map<string, string>();
  const samples: { value: number | null; timestampMs: number }[] = [];
  const exemplars: PrometheusExemplar[] = [];
  const histograms: NativeHistogram[] = [];
  readMessage(reader, cost.series, 0b11110, (tag) => {
    if (tag === 0x0a) readLabel(reader, labels);
    else if (tag === 0x12) samples.push(readSample(reader));
    else if (tag === 0x1a) exemplars.push(readExemplar(reader));
    else if (tag === 0x22) histograms.push(readHistogram(reader));
    else return false;
    return true;
  });
  return { labels, samples, exemplars, histograms };
}

function readLabel(reader: ByteReader, labels: Map<string, string>): void {
  let name = "";
  let value = "";
  readMessage(reader, cost.label, 0b110, (tag) => {
    if (tag === 0x0a) name = reader.key();
    else if (tag === 0x12) value = reader.key();
    else return false;
    return true;
  });
  // An empty value is the same as none.
  if (value !== "") labels.set(name, value);
}

function readSample(reader: ByteReader): { value: number | null; timestampMs: number } {
  let value: number | null = 0;
  let timestampMs = 0;
  readMessage(reader, cost.sample, 0b110, (tag) => {
    if (tag === 0x09) value = readValue(reader);
    else if (tag === 0x10) timestampMs = Number(reader.int64());
    else return false;
    return true;
  });
  return { value, timestampMs };
}

/** The marker is recognized by its bits, which a NaN may lose in JavaScript. */
function readValue(reader: ByteReader): number | null {
  const raw = reader.fixed64();
  if (raw === staleMarker) return null;
  bits.setBigUint64(0, raw);
  return bits.getFloat64(0);
}

function readExemplar(reader: ByteReader): PrometheusExemplar {
  const labels = new Map<string, string>();
  let value = 0;
  let timestampMs: number | undefined;
  readMessage(reader, cost.exemplar, 0b1110, (tag) => {
    if (tag === 0x0a) readLabel(reader, labels);
    else if (tag === 0x11) value = reader.double();
    else if (tag === 0x18) timestampMs = Number(reader.int64());
    else return false;
    return true;
  });
  return { labels, value, timestampMs };
}

function readMetadata(reader: ByteReader): RemoteMetadata {
  let type = 0;
  let family = "";
  let help = "";
  let unit = "";
  readMessage(reader, cost.metadata, 0b110110, (tag) => {
    if (tag === 0x08) type = reader.int32();
    else if (tag === 0x12) family = reader.string();
    else if (tag === 0x22) help = reader.string();
    else if (tag === 0x2a) unit = reader.string();
    else return false;
    return true;
  });
  return { family, type: types[type] ?? "unknown", help, unit };
}

interface Buckets extends NativeBuckets {
  readonly spans: { offset: number; length: number }[];
  readonly deltas: bigint[];
  readonly counts: number[];
}

/** A histogram while its fields are read. */
type OpenHistogram = {
  -readonly [Key in keyof NativeHistogram]: NativeHistogram[Key];
} & { positive: Buckets; negative: Buckets; customBounds: number[] };

function readHistogram(reader: ByteReader): NativeHistogram {
  const histogram: OpenHistogram = {
    sum: 0,
    count: 0,
    schema: 0,
    zeroThreshold: 0,
    zeroCount: 0,
    positive: { spans: [], deltas: [], counts: [] },
    negative: { spans: [], deltas: [], counts: [] },
    customBounds: [],
    timestampMs: 0,
  };
  readMessage(reader, cost.histogram, 0x1fffe, (tag) => {
    const read = histogramFields.get(tag) ?? histogramLists.get(tag >>> 3);
    read?.(histogram, reader, tag);
    return read !== undefined;
  });
  return histogram;
}

type ReadField = (histogram: OpenHistogram, reader: ByteReader, tag: number) => void;

/** Fields with a single value, by tag. */
const histogramFields: ReadonlyMap<number, ReadField> = new Map<number, ReadField>([
  [0x08, (into, reader) => (into.count = reader.uint64())],
  [0x11, (into, reader) => (into.count = reader.double())],
  [0x19, (into, reader) => (into.sum = readValue(reader))],
  [0x20, (into, reader) => (into.schema = reader.sint32())],
  [0x29, (into, reader) => (into.zeroThreshold = reader.double())],
  [0x30, (into, reader) => (into.zeroCount = reader.uint64())],
  [0x39, (into, reader) => (into.zeroCount = reader.double())],
  [0x42, (into, reader) => into.negative.spans.push(readSpan(reader))],
  [0x5a, (into, reader) => into.positive.spans.push(readSpan(reader))],
  // reset_hint
  [0x70, (_into, reader) => reader.int32()],
  [0x78, (into, reader) => (into.timestampMs = Number(reader.int64()))],
]);

/** Repeated numbers, by field: packed or not. */
const histogramLists: ReadonlyMap<number, ReadField> = new Map<number, ReadField>([
  [9, (into, reader, tag) => readEach(reader, tag, () => into.negative.deltas.push(readSint64(reader)))],
  [10, (into, reader, tag) => readEach(reader, tag, () => into.negative.counts.push(reader.double()))],
  [12, (into, reader, tag) => readEach(reader, tag, () => into.positive.deltas.push(readSint64(reader)))],
  [13, (into, reader, tag) => readEach(reader, tag, () => into.positive.counts.push(reader.double()))],
  [16, (into, reader, tag) => readEach(reader, tag, () => into.customBounds.push(reader.double()))],
]);

function readSpan(reader: ByteReader): { offset: number; length: number } {
  let offset = 0;
  let length = 0;
  readMessage(reader, cost.item, 0b110, (tag) => {
    if (tag === 0x08) offset = reader.sint32();
    else if (tag === 0x10) length = reader.uint32();
    else return false;
    return true;
  });
  return { offset, length };
}

/** A repeated number: packed, or one a field. */
function readEach(reader: ByteReader, tag: number, read: () => void): void {
  if ((tag & 7) !== 2) {
    reader.charge(cost.item);
    read();
    return;
  }
  const outer = reader.enter();
  while (reader.pos < reader.end) {
    reader.charge(cost.item);
    read();
  }
  reader.leave(outer);
}

function readSint64(reader: ByteReader): bigint {
  const value = reader.uint64();
  return (value >> 1n) ^ -(value & 1n);
}
