// Exemplars of points from protobuf.
import { COST } from "../budget.ts";
import type { ByteReader } from "../byte-reader.ts";
import type { Exemplar } from "../metric.ts";
import { NO_ATTRIBUTES, NO_BYTES } from "../value.ts";
import { readAttribute } from "./value.ts";

const EXEMPLAR_FIELDS = 0b1111_1100;

export function readExemplar(reader: ByteReader): Exemplar {
  reader.charge(COST.exemplar);
  const outer = reader.enter();
  let timeUnixNano = 0n;
  let value: bigint | number | null = null;
  let filteredAttributes = NO_ATTRIBUTES;
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
  return { timeUnixNano, value, filteredAttributes, traceId, spanId };
}
