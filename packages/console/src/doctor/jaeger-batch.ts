// One span as Jaeger's clients send it: a Batch in Thrift's binary protocol.
import type { TestSpan } from "./test-span.ts";

const I32 = 8;
const I64 = 10;
const STRING = 11;
const STRUCT = 12;
const LIST = 15;
const stop = Buffer.from([0]);

/** The bytes of the batch. */
export function encodeJaegerBatch(service: string, { traceId, spanId, name, startMs }: TestSpan): Uint8Array {
  const process = Buffer.concat([field(STRING, 1, text(service)), stop]);
  const span = Buffer.concat([
    field(I64, 1, Buffer.from(traceId.slice(16), "hex")),
    field(I64, 2, Buffer.from(traceId.slice(0, 16), "hex")),
    field(I64, 3, Buffer.from(spanId, "hex")),
    field(I64, 4, Buffer.alloc(8)),
    field(STRING, 5, text(name)),
    field(I32, 7, Buffer.from([0, 0, 0, 1])),
    field(I64, 8, i64(startMs * 1000)),
    field(I64, 9, i64(1000)),
    stop,
  ]);
  const spans = Buffer.concat([Buffer.from([STRUCT, 0, 0, 0, 1]), span]);
  return Buffer.concat([field(STRUCT, 1, process), field(LIST, 2, spans), stop]);
}

function field(type: number, id: number, value: Buffer): Buffer {
  return Buffer.concat([Buffer.from([type, 0, id]), value]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function i64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(value));
  return bytes;
}
