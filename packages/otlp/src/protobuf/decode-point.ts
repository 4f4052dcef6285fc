// Points of metrics from protobuf: one function a kind, and what they share.
import { COST } from "../budget.ts";
import type { ByteReader } from "../byte-reader.ts";
import type {
  Buckets,
  Exemplar,
  ExponentialHistogramPoint,
  HistogramPoint,
  NumberPoint,
  QuantileValue,
  SummaryPoint,
} from "../metric.ts";
import { type AnyValue, NO_ATTRIBUTES, NO_BYTES, NO_ITEMS } from "../value.ts";
import { readAttribute } from "./value.ts";

const NUMBER_POINT_FIELDS = 0b1_1111_1100;
const HISTOGRAM_POINT_FIELDS = 0b1_1111_1111_1100;
const EXPONENTIAL_HISTOGRAM_POINT_FIELDS = 0b111_1111_1111_1110;
const BUCKETS_FIELDS = 0b110;
const SUMMARY_POINT_FIELDS = 0b1_1111_1100;
const QUANTILE_FIELDS = 0b110;
const EXEMPLAR_FIELDS = 0b1111_1100;
const NO_BUCKETS: Buckets = Object.freeze({ offset: 0, bucketCounts: NO_ITEMS });

export function readNumberPoint(reader: ByteReader): NumberPoint {
  reader.charge(COST.point);
  const outer = reader.enter();
  let attributes: Map<string, AnyValue> | undefined;
  let startTimeUnixNano = 0n;
  let timeUnixNano = 0n;
  let flags = 0;
  let value: bigint | number | null = null;
  let exemplars: Exemplar[] | undefined;
  const { tape } = reader;
  const first = tape?.end ?? 0;
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    switch (tag) {
      case 0x11:
        startTimeUnixNano = reader.fixed64();
        break;
      case 0x19:
        timeUnixNano = reader.fixed64();
        break;
      case 0x21:
        value = reader.double();
        break;
      case 0x2a:
        exemplars ??= [];
        exemplars.push(readExemplar(reader));
        break;
      case 0x31:
        value = reader.sfixed64();
        break;
      case 0x3a:
        if (tape === undefined) attributes = readAttribute(reader, attributes);
        else tape.read(reader, tape.end === first);
        break;
      case 0x40:
        flags = reader.uint32();
        break;
      default:
        reader.skip(tag, NUMBER_POINT_FIELDS);
    }
  }
  reader.leave(outer);
  return {
    attributes: tape?.since(first) ?? attributes ?? NO_ATTRIBUTES,
    startTimeUnixNano,
    timeUnixNano,
    flags,
    value,
    exemplars: exemplars ?? NO_ITEMS,
  };
}

export function readHistogramPoint(reader: ByteReader): HistogramPoint {
  reader.charge(COST.point);
  const outer = reader.enter();
  let attributes: Map<string, AnyValue> | undefined;
  let startTimeUnixNano = 0n;
  let timeUnixNano = 0n;
  let flags = 0;
  let count = 0n;
  let sum: number | undefined;
  let min: number | undefined;
  let max: number | undefined;
  const bucketCounts: bigint[] = [];
  const explicitBounds: number[] = [];
  let exemplars: Exemplar[] | undefined;
  const { tape } = reader;
  const first = tape?.end ?? 0;
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    switch (tag) {
      case 0x11:
        startTimeUnixNano = reader.fixed64();
        break;
      case 0x19:
        timeUnixNano = reader.fixed64();
        break;
      case 0x21:
        count = reader.fixed64();
        break;
      case 0x29:
        sum = reader.double();
        break;
      case 0x31:
        bucketCounts.push(reader.fixed64());
        break;
      case 0x32:
        readPackedFixed64(reader, bucketCounts);
        break;
      case 0x39:
        explicitBounds.push(reader.double());
        break;
      case 0x3a:
        readPackedDouble(reader, explicitBounds);
        break;
      case 0x42:
        exemplars ??= [];
        exemplars.push(readExemplar(reader));
        break;
      case 0x4a:
        if (tape === undefined) attributes = readAttribute(reader, attributes);
        else tape.read(reader, tape.end === first);
        break;
      case 0x50:
        flags = reader.uint32();
        break;
      case 0x59:
        min = reader.double();
        break;
      case 0x61:
        max = reader.double();
        break;
      default:
        reader.skip(tag, HISTOGRAM_POINT_FIELDS);
    }
  }
  reader.leave(outer);
  return {
    attributes: tape?.since(first) ?? attributes ?? NO_ATTRIBUTES,
    startTimeUnixNano,
    timeUnixNano,
    flags,
    count,
    sum,
    min,
    max,
    bucketCounts,
    explicitBounds,
    exemplars: exemplars ?? NO_ITEMS,
  };
}

export function readExponentialHistogramPoint(reader: ByteReader): ExponentialHistogramPoint {
  reader.charge(COST.point);
  const outer = reader.enter();
  let attributes: Map<string, AnyValue> | undefined;
  let startTimeUnixNano = 0n;
  let timeUnixNano = 0n;
  let flags = 0;
  let count = 0n;
  let sum: number | undefined;
  let min: number | undefined;
  let max: number | undefined;
  let scale = 0;
  let zeroCount = 0n;
  let zeroThreshold = 0;
  let positive = NO_BUCKETS;
  let negative = NO_BUCKETS;
  let exemplars: Exemplar[] | undefined;
  const { tape } = reader;
  const first = tape?.end ?? 0;
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    switch (tag) {
      case 0x0a:
        if (tape === undefined) attributes = readAttribute(reader, attributes);
        else tape.read(reader, tape.end === first);
        break;
      case 0x11:
        startTimeUnixNano = reader.fixed64();
        break;
      case 0x19:
        timeUnixNano = reader.fixed64();
        break;
      case 0x21:
        count = reader.fixed64();
        break;
      case 0x29:
        sum = reader.double();
        break;
      case 0x30:
        scale = reader.sint32();
        break;
      case 0x39:
        zeroCount = reader.fixed64();
        break;
      case 0x42:
        positive = readBuckets(reader, positive);
        break;
      case 0x4a:
        negative = readBuckets(reader, negative);
        break;
      case 0x50:
        flags = reader.uint32();
        break;
      case 0x5a:
        exemplars ??= [];
        exemplars.push(readExemplar(reader));
        break;
      case 0x61:
        min = reader.double();
        break;
      case 0x69:
        max = reader.double();
        break;
      case 0x71:
        zeroThreshold = reader.double();
        break;
      default:
        reader.skip(tag, EXPONENTIAL_HISTOGRAM_POINT_FIELDS);
    }
  }
  reader.leave(outer);
  return {
    attributes: tape?.since(first) ?? attributes ?? NO_ATTRIBUTES,
    startTimeUnixNano,
    timeUnixNano,
    flags,
    count,
    sum,
    min,
    max,
    scale,
    zeroCount,
    zeroThreshold,
    positive,
    negative,
    exemplars: exemplars ?? NO_ITEMS,
  };
}

function readBuckets(reader: ByteReader, previous: Buckets): Buckets {
  reader.charge(COST.array);
  const outer = reader.enter();
  let offset = previous.offset;
  const bucketCounts = previous === NO_BUCKETS ? [] : (previous.bucketCounts as bigint[]);
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    switch (tag) {
      case 0x08:
        offset = reader.sint32();
        break;
      case 0x10:
        bucketCounts.push(readCount(reader));
        break;
      case 0x12: {
        const end = reader.enter();
        while (reader.pos < reader.end) bucketCounts.push(readCount(reader));
        reader.leave(end);
        break;
      }
      default:
        reader.skip(tag, BUCKETS_FIELDS);
    }
  }
  reader.leave(outer);
  return { offset, bucketCounts };
}

function readCount(reader: ByteReader): bigint {
  const start = reader.pos;
  const count = reader.uint64();
  reader.charge(reader.pos - start > 1 ? COST.item + COST.bigint : COST.item);
  return count;
}

export function readSummaryPoint(reader: ByteReader): SummaryPoint {
  reader.charge(COST.point);
  const outer = reader.enter();
  let attributes: Map<string, AnyValue> | undefined;
  let startTimeUnixNano = 0n;
  let timeUnixNano = 0n;
  let flags = 0;
  let count = 0n;
  let sum = 0;
  let quantiles: QuantileValue[] | undefined;
  const { tape } = reader;
  const first = tape?.end ?? 0;
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    switch (tag) {
      case 0x11:
        startTimeUnixNano = reader.fixed64();
        break;
      case 0x19:
        timeUnixNano = reader.fixed64();
        break;
      case 0x21:
        count = reader.fixed64();
        break;
      case 0x29:
        sum = reader.double();
        break;
      case 0x32:
        quantiles ??= [];
        quantiles.push(readQuantile(reader));
        break;
      case 0x3a:
        if (tape === undefined) attributes = readAttribute(reader, attributes);
        else tape.read(reader, tape.end === first);
        break;
      case 0x40:
        flags = reader.uint32();
        break;
      default:
        reader.skip(tag, SUMMARY_POINT_FIELDS);
    }
  }
  reader.leave(outer);
  return {
    attributes: tape?.since(first) ?? attributes ?? NO_ATTRIBUTES,
    startTimeUnixNano,
    timeUnixNano,
    flags,
    count,
    sum,
    quantiles: quantiles ?? NO_ITEMS,
  };
}

function readQuantile(reader: ByteReader): QuantileValue {
  reader.charge(COST.quantile);
  const outer = reader.enter();
  let quantile = 0;
  let value = 0;
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    if (tag === 0x09) quantile = reader.double();
    else if (tag === 0x11) value = reader.double();
    else reader.skip(tag, QUANTILE_FIELDS);
  }
  reader.leave(outer);
  return { quantile, value };
}

function readExemplar(reader: ByteReader): Exemplar {
  reader.charge(COST.exemplar);
  const outer = reader.enter();
  let timeUnixNano = 0n;
  let value: bigint | number | null = null;
  let filteredAttributes: Map<string, AnyValue> | undefined;
  let traceId = NO_BYTES;
  let spanId = NO_BYTES;
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    switch (tag) {
      case 0x11:
        timeUnixNano = reader.fixed64();
        break;
      case 0x19:
        value = reader.double();
        break;
      case 0x22:
        spanId = reader.bytes();
        break;
      case 0x2a:
        traceId = reader.bytes();
        break;
      case 0x31:
        value = reader.sfixed64();
        break;
      case 0x3a:
        filteredAttributes = readAttribute(reader, filteredAttributes);
        break;
      default:
        reader.skip(tag, EXEMPLAR_FIELDS);
    }
  }
  reader.leave(outer);
  return { timeUnixNano, value, filteredAttributes: filteredAttributes ?? NO_ATTRIBUTES, traceId, spanId };
}

function readPackedFixed64(reader: ByteReader, into: bigint[]): void {
  const outer = reader.enter();
  while (reader.pos < reader.end) into.push(reader.fixed64());
  reader.leave(outer);
}

function readPackedDouble(reader: ByteReader, into: number[]): void {
  const outer = reader.enter();
  while (reader.pos < reader.end) into.push(reader.double());
  reader.leave(outer);
}
