// Points of exponential histograms from protobuf.
import { COST } from "../budget.ts";
import type { ByteReader } from "../byte-reader.ts";
import type { Buckets, ExponentialHistogramPoint } from "../metric.ts";
import { NO_ATTRIBUTES, NO_ITEMS, type Writable } from "../value.ts";
import { readExemplar } from "./decode-exemplar.ts";
import { appended } from "./repeated.ts";
import { collectAttribute } from "./value.ts";

const EXPONENTIAL_HISTOGRAM_POINT_FIELDS = 0b111_1111_1111_1110;
const BUCKETS_FIELDS = 0b110;
const NO_BUCKETS: Buckets = Object.freeze({ offset: 0, bucketCounts: NO_ITEMS });

export function readExponentialHistogramPoint(reader: ByteReader): ExponentialHistogramPoint {
  reader.charge(COST.point);
  const outer = reader.enter();
  reader.tape?.begin();
  const point = emptyPoint();
  let tag = readUsualFields(reader, point);
  while (tag !== 0) {
    readRareField(reader, tag, point);
    tag = readUsualFields(reader, point);
  }
  reader.leave(outer);
  if (reader.tape !== undefined) point.attributes = reader.tape.attributes();
  return point;
}

function emptyPoint(): Writable<ExponentialHistogramPoint> {
  return {
    attributes: NO_ATTRIBUTES,
    startTimeUnixNano: 0n,
    timeUnixNano: 0n,
    flags: 0,
    count: 0n,
    sum: undefined,
    min: undefined,
    max: undefined,
    scale: 0,
    zeroCount: 0n,
    zeroThreshold: 0,
    positive: NO_BUCKETS,
    negative: NO_BUCKETS,
    exemplars: NO_ITEMS,
  };
}

/** Reads fields that most points have. Returns the tag of the first other one, 0 at the end of the point. */
function readUsualFields(reader: ByteReader, point: Writable<ExponentialHistogramPoint>): number {
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    switch (tag) {
      case 0x0a:
        point.attributes = collectAttribute(reader, point.attributes);
        break;
      case 0x11:
        point.startTimeUnixNano = reader.fixed64();
        break;
      case 0x19:
        point.timeUnixNano = reader.fixed64();
        break;
      case 0x21:
        point.count = reader.fixed64();
        break;
      case 0x29:
        point.sum = reader.double();
        break;
      case 0x30:
        point.scale = reader.sint32();
        break;
      case 0x39:
        point.zeroCount = reader.fixed64();
        break;
      case 0x42:
        point.positive = readBuckets(reader, point.positive);
        break;
      case 0x4a:
        point.negative = readBuckets(reader, point.negative);
        break;
      case 0x61:
        point.min = reader.double();
        break;
      case 0x69:
        point.max = reader.double();
        break;
      default:
        return tag;
    }
  }
  return 0;
}

function readRareField(reader: ByteReader, tag: number, point: Writable<ExponentialHistogramPoint>): void {
  switch (tag) {
    case 0x50:
      point.flags = reader.uint32();
      break;
    case 0x5a:
      point.exemplars = appended(point.exemplars, readExemplar(reader));
      break;
    case 0x71:
      point.zeroThreshold = reader.double();
      break;
    default:
      reader.skip(tag, EXPONENTIAL_HISTOGRAM_POINT_FIELDS);
  }
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
