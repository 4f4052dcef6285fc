// Points of gauges, sums and summaries from protobuf.
import { COST } from "../budget.ts";
import type { ByteReader } from "../byte-reader.ts";
import type { Exemplar, NumberPoint, QuantileValue, SummaryPoint } from "../metric.ts";
import { NO_ATTRIBUTES, NO_ITEMS } from "../value.ts";
import { readExemplar } from "./decode-exemplar.ts";
import { collectAttribute } from "./value.ts";

const NUMBER_POINT_FIELDS = 0b1_1111_1100;
const SUMMARY_POINT_FIELDS = 0b1_1111_1100;
const QUANTILE_FIELDS = 0b110;

export function readNumberPoint(reader: ByteReader): NumberPoint {
  reader.charge(COST.point);
  const outer = reader.enter();
  reader.tape?.begin();
  let attributes = NO_ATTRIBUTES;
  let startTimeUnixNano = 0n;
  let timeUnixNano = 0n;
  let flags = 0;
  let value: bigint | number | null = null;
  let exemplars: Exemplar[] | undefined;
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
        attributes = collectAttribute(reader, attributes);
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
    attributes: reader.tape?.attributes() ?? attributes,
    startTimeUnixNano,
    timeUnixNano,
    flags,
    value,
    exemplars: exemplars ?? NO_ITEMS,
  };
}

export function readSummaryPoint(reader: ByteReader): SummaryPoint {
  reader.charge(COST.point);
  const outer = reader.enter();
  reader.tape?.begin();
  let attributes = NO_ATTRIBUTES;
  let startTimeUnixNano = 0n;
  let timeUnixNano = 0n;
  let flags = 0;
  let count = 0n;
  let sum = 0;
  let quantiles: QuantileValue[] | undefined;
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
        attributes = collectAttribute(reader, attributes);
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
    attributes: reader.tape?.attributes() ?? attributes,
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
