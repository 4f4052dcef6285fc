// A realistic export request of log records that can be told from every other one by a few bytes changed in place.
import { encodeLogs, type AnyValue, type LogRecord } from "otlp";
import { type Batch, benchResource, benchScope, clockOf, placesOf } from "./batch.ts";

/** `records` log records of one service with seven attributes each, in traces of eight. */
export function createLogBatch(records: number, service: string): Batch {
  const now = BigInt(Date.now()) * 1_000_000n;
  const bytes = encodeLogs([
    {
      resource: benchResource(service),
      schemaUrl: "",
      scopeLogs: [
        {
          scope: benchScope,
          schemaUrl: "",
          logRecords: Array.from({ length: records }, (_, index) => recordAt(index, now)),
        },
      ],
    },
  ]);
  const places = placesOf(bytes, mark).map((place) => place + mark.length);
  const keepCurrent = clockOf(bytes, [0x09, 0x59], now);
  const salt = new Uint32Array(1);
  return {
    bytes,
    items: records,
    renew() {
      keepCurrent();
      crypto.getRandomValues(salt);
      const view = new DataView(bytes.buffer, bytes.byteOffset);
      for (const place of places) view.setUint32(place, salt[0] ?? 0);
    },
  };
}

/** Begins each trace id; the four bytes behind it are free. */
const mark = [0xfe, 0xed, 0xc0, 0xde];

function recordAt(index: number, now: bigint): LogRecord {
  const traceId = new Uint8Array(16);
  traceId.set(mark);
  new DataView(traceId.buffer).setUint32(12, 1 + Math.floor(index / 8));
  const spanId = new Uint8Array(8);
  new DataView(spanId.buffer).setUint32(4, index + 1);
  const failed = index % 50 === 0;
  // what a sender has gathered for up to five seconds
  const time = now - BigInt((index * 7919) % 5000) * 1_000_000n;
  return {
    timeUnixNano: time,
    observedTimeUnixNano: time + 500n,
    severityNumber: failed ? 17 : 9,
    severityText: failed ? "ERROR" : "INFO",
    eventName: "",
    body: failed
      ? `cannot reserve stock for order-${index % 1000}: the warehouse did not answer`
      : `order-${index % 1000} was paid by card in ${index % 300} ms`,
    attributes: new Map<string, AnyValue>([
      ["user.id", `u${index % 5000}`],
      ["session.id", `s${index % 9000}`],
      ["order.id", `order-${index % 1000}`],
      ["payment.provider", index % 3 === 0 ? "giro" : "card"],
      ["retries", BigInt(index % 3)],
      ["cart.value", (index % 300) + 0.99],
      ["cache.hit", index % 3 === 0],
    ]),
    droppedAttributesCount: 0,
    flags: 1,
    traceId,
    spanId,
  };
}
