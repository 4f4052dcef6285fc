// A request as a collector sends it: traces that cross twelve services, and values that hardly repeat. Ids, users and paths are drawn
// anew for each request, in place, so that the load generator costs little and no two requests are alike.
import { getRandomValues } from "node:crypto";
import { encodeTraces, type AnyValue, type Span } from "otlp";
import { type Batch, benchResource, benchScope, clockOf, placesOf } from "./batch.ts";

const services = 12;
const spansPerTrace = 8;
const users = 50_000;
const paths = 1_000_000;

/** `count` spans in traces of eight; the spans of a trace belong to eight of the twelve services. */
export function createRealisticBatch(count: number): Batch {
  const now = BigInt(Date.now()) * 1_000_000n;
  const spans = Array.from({ length: count }, (_, index) => spanAt(index, now));
  const bytes = encodeTraces(
    Array.from({ length: services }, (_, service) => ({
      resource: benchResource(`service-${service}`),
      schemaUrl: "",
      scopeSpans: [
        { scope: benchScope, schemaUrl: "", spans: spans.filter((_span, at) => serviceOf(at) === service) },
      ],
    })),
  );
  const renewIds = idsOf(bytes, count);
  const renewValues = valuesOf(bytes);
  const keepCurrent = clockOf(bytes, [0x39, 0x41], now);
  return {
    bytes,
    items: count,
    renew() {
      keepCurrent();
      renewIds();
      renewValues();
    },
  };
}

/** A trace begins in each service in turn, and its spans go on from there. */
function serviceOf(index: number): number {
  return (Math.floor(index / spansPerTrace) + (index % spansPerTrace)) % services;
}

function spanAt(index: number, now: bigint): Span {
  const place = index % spansPerTrace;
  const duration = BigInt(1_000_000 + ((index * 7919) % 50_000_000));
  // what a sender has gathered for a second
  const start = now - duration - BigInt((index * 7919) % 1000) * 1_000_000n;
  const failed = index % 50 === 0;
  return {
    traceId: idOf(traceMark, 16, Math.floor(index / spansPerTrace)),
    spanId: idOf(spanMark, 8, index),
    parentSpanId: place === 0 ? new Uint8Array(0) : idOf(spanMark, 8, index - 1),
    traceState: "",
    flags: 0x101,
    name: `${place % 2 === 0 ? "GET" : "POST"} /items/{id}/${place}`,
    kind: place % 2 === 0 ? 2 : 3,
    startTimeUnixNano: start,
    endTimeUnixNano: start + duration,
    attributes: new Map<string, AnyValue>([
      ["http.request.method", place % 2 === 0 ? "GET" : "POST"],
      ["http.route", `/items/{id}/${place}`],
      ["http.response.status_code", failed ? 500n : 200n],
      ["url.path", `${pathMark}000000/${place}`],
      ["user.id", `${userMark}00000`],
      ["server.address", `service-${serviceOf(index)}.shop.example`],
      ["customer.tier", index % 20 === 0 ? "vip" : "standard"],
      ["region", `region-${index % 6}`],
      ["cart.items", BigInt(index % 7)],
      ["cart.value", (index % 300) + 0.99],
      ["cache.hit", index % 3 === 0],
    ]),
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status: { code: failed ? 2 : 0, message: "" },
  };
}

// Nothing else in the request begins so.
const traceMark = [0xfe, 0xed, 0xc0, 0xde];
const spanMark = [0xfe, 0xed, 0xf0, 0x0d];
const pathMark = "/items/no-";
const userMark = "user-no-";

function idOf(mark: readonly number[], length: number, index: number): Uint8Array {
  const id = new Uint8Array(length);
  id.set(mark);
  new DataView(id.buffer).setUint32(4, index);
  return id;
}

/** Draws all ids anew: which spans share a trace, and which is whose parent, stays. */
function idsOf(bytes: Uint8Array, count: number): () => void {
  const spanIds = new Uint8Array(count * 8);
  const traceIds = new Uint8Array(Math.ceil(count / spansPerTrace) * 16);
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const copies = [
    ...placesOf(bytes, traceMark).map((at) => ({ at, ids: traceIds, width: 16 })),
    ...placesOf(bytes, spanMark).map((at) => ({ at, ids: spanIds, width: 8 })),
  ].map(({ at, ids, width }) => ({ at, ids, width, from: view.getUint32(at + 4) * width }));
  return () => {
    getRandomValues(traceIds);
    getRandomValues(spanIds);
    for (const { at, ids, width, from } of copies) {
      for (let index = 0; index < width; index++) bytes[at + index] = ids[from + index]!;
    }
  };
}

/** Draws all users and paths anew. */
function valuesOf(bytes: Uint8Array): () => void {
  const userPlaces = placesAfter(bytes, userMark);
  const pathPlaces = placesAfter(bytes, pathMark);
  const draws = new Uint32Array(userPlaces.length + pathPlaces.length);
  return () => {
    getRandomValues(draws);
    let next = 0;
    for (const at of userPlaces) writeDigits(bytes, at, 5, draws[next++]! % users);
    for (const at of pathPlaces) writeDigits(bytes, at, 6, draws[next++]! % paths);
  };
}

function placesAfter(bytes: Uint8Array, mark: string): number[] {
  return placesOf(bytes, [...Buffer.from(mark)]).map((at) => at + mark.length);
}

function writeDigits(bytes: Uint8Array, at: number, count: number, value: number): void {
  for (let index = count - 1, rest = value; index >= 0; index--, rest = Math.floor(rest / 10))
    bytes[at + index] = 48 + (rest % 10);
}
