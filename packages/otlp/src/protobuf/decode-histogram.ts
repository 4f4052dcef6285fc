// Points of histograms from protobuf.
import { COST } from "../budget.ts";
import type { ByteReader } from "../byte-reader.ts";
import type { HistogramPoint } from "../metric.ts";
import { NO_ATTRIBUTES, NO_ITEMS, type Writable } from "../value.ts";
import { readExemplar } from "./decode-exemplar.ts";
import { appended } from "./repeated.ts";
import { collectAttribute } from "./value.ts";

const HISTOGRAM_POINT_FIELDS = 0b1_1111_1111_1100;

export function readHistogramPoint(reader: ByteReader): HistogramPoint {
  reader.charge(COST.point);
  const outer = reader.enter();
  reader.tape?.begin();
  const point = emptyPoint();
  readPointFields(reader, point);
  reader.leave(outer);
  if (reader.tape !== undefined) point.attributes = reader.tape.attributes();
  return point;
}

/** A point while it is decoded. */
interface Draft extends Writable<HistogramPoint> {
  bucketCounts: bigint[];
  explicitBounds: number[];
}

function emptyPoint(): Draft {
  return {
    attributes: NO_ATTRIBUTES,
    startTimeUnixNano: 0n,
    timeUnixNano: 0n,
    flags: 0,
    count: 0n,
    sum: undefined,
    min: undefined,
    max: undefined,
    bucketCounts: [],
    explicitBounds: [],
    exemplars: NO_ITEMS,
  };
}

function readPointFields(reader: ByteReader, point: Draft): void {
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    switch (tag) {
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
      case 0x31:
        point.bucketCounts.push(reader.fixed64());
        break;
      case 0x32:
        readPackedFixed64(reader, point.bucketCounts);
        break;
      case 0x39:
        point.explicitBounds.push(reader.double());
        break;
      case 0x3a:
        readPackedDouble(reader, point.explicitBounds);
        break;
      case 0x42:
        point.exemplars = appended(point.exemplars, readExemplar(reader));
        break;
      case 0x4a:
        point.attributes = collectAttribute(reader, point.attributes);
        break;
      case 0x50:
        point.flags = reader.uint32();
        break;
      case 0x59:
        point.min = reader.double();
        break;
      case 0x61:
        point.max = reader.double();
        break;
      default:
        reader.skip(tag, HISTOGRAM_POINT_FIELDS);
    }
  }
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
