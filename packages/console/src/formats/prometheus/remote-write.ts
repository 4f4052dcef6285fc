// The message of remote write 1.0: series with their samples, and now and then what families are.
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

/** Bits of the NaN that says that a series has ended. */
const staleMarker = 0x7ff0000000000002n;

/** What the parts of a message take in memory on their way to points, about: a tiny one must not ask for much. */
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

/** @throws {OtlpError} when `bytes` are no such message. */
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

/** Reads one nested message; `read` takes the value of a field it knows and says so, others are skipped. */
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

/** The marker is told by its bits, which a NaN loses on its way through JavaScript. */
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

type Buckets = { spans: { offset: number; length: number }[]; deltas: bigint[]; counts: number[] };

function readHistogram(reader: ByteReader): NativeHistogram {
  const positive: Buckets = { spans: [], deltas: [], counts: [] };
  const negative: Buckets = { spans: [], deltas: [], counts: [] };
  const customBounds: number[] = [];
  let count: number | bigint = 0;
  let zeroCount: number | bigint = 0;
  let sum: number | null = 0;
  let schema = 0;
  let zeroThreshold = 0;
  let timestampMs = 0;
  readMessage(reader, cost.histogram, 0x1fffe, (tag) => {
    const field = tag >>> 3;
    if (tag === 0x08) count = reader.uint64();
    else if (tag === 0x11) count = reader.double();
    else if (tag === 0x19) sum = readValue(reader);
    else if (tag === 0x20) schema = reader.sint32();
    else if (tag === 0x29) zeroThreshold = reader.double();
    else if (tag === 0x30) zeroCount = reader.uint64();
    else if (tag === 0x39) zeroCount = reader.double();
    else if (tag === 0x42) negative.spans.push(readSpan(reader));
    else if (tag === 0x5a) positive.spans.push(readSpan(reader));
    else if (field === 9) readEach(reader, tag, () => negative.deltas.push(readSint64(reader)));
    else if (field === 12) readEach(reader, tag, () => positive.deltas.push(readSint64(reader)));
    else if (field === 10) readEach(reader, tag, () => negative.counts.push(reader.double()));
    else if (field === 13) readEach(reader, tag, () => positive.counts.push(reader.double()));
    else if (field === 16) readEach(reader, tag, () => customBounds.push(reader.double()));
    else if (tag === 0x70) reader.int32();
    else if (tag === 0x78) timestampMs = Number(reader.int64());
    else return false;
    return true;
  });
  return {
    sum,
    count,
    schema,
    zeroThreshold,
    zeroCount,
    positive: positive satisfies NativeBuckets,
    negative,
    customBounds,
    timestampMs,
  };
}

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
