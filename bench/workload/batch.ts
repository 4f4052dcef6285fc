// A realistic export request whose ids can be changed in place, so that a load generator costs next to nothing.
import { encodeTraces, type AnyValue, type Resource, type Scope, type Span } from "otlp";

export interface Batch {
  readonly bytes: Uint8Array;
  /** Spans, log records or points in it. */
  readonly items: number;
  /** Makes what is in it new: ids it never had, times of now. */
  renew(): void;
}

const spansPerTrace = 8;

/** `spans` spans in traces of eight, eleven attributes each, of one service. */
export function createBatch(spans: number, service: string): Batch {
  const now = BigInt(Date.now()) * 1_000_000n;
  const list = Array.from({ length: spans }, (_, index) => spanAt(index, now));
  const bytes = encodeTraces([
    {
      resource: benchResource(service),
      schemaUrl: "",
      scopeSpans: [{ scope: benchScope, schemaUrl: "", spans: list }],
    },
  ]);
  const places = placesOfIds(bytes);
  const keepCurrent = clockOf(bytes, [0x39, 0x41], now);
  const salt = new Uint32Array(1);
  return {
    bytes,
    items: spans,
    renew() {
      keepCurrent();
      crypto.getRandomValues(salt);
      const view = new DataView(bytes.buffer, bytes.byteOffset);
      for (const place of places) view.setUint32(place, salt[0] ?? 0);
    },
  };
}

export function benchResource(service: string): Resource {
  return {
    attributes: new Map<string, AnyValue>([
      ["service.name", service],
      ["service.version", "1.4.2"],
      ["deployment.environment.name", "production"],
      ["host.name", "node-14"],
    ]),
    droppedAttributesCount: 0,
  };
}

export const benchScope: Scope = {
  name: "bench",
  version: "1.0.0",
  attributes: new Map<string, AnyValue>(),
  droppedAttributesCount: 0,
};

function spanAt(index: number, now: bigint): Span {
  const first = index % spansPerTrace === 0;
  const duration = durationOf(index);
  // what a sender has gathered for up to five seconds
  const start = now - duration - BigInt((index * 7919) % 5000) * 1_000_000n;
  return {
    traceId: idOf(16, Math.floor(index / spansPerTrace)),
    spanId: idOf(8, index),
    parentSpanId: first ? new Uint8Array(0) : idOf(8, index - (index % spansPerTrace)),
    traceState: "",
    flags: 0x101,
    name: first ? "GET /orders/{id}" : `step ${index % spansPerTrace}`,
    kind: first ? 2 : 1,
    startTimeUnixNano: start,
    endTimeUnixNano: start + duration,
    attributes: new Map<string, AnyValue>([
      ["http.request.method", "GET"],
      ["http.route", "/orders/{id}"],
      ["http.response.status_code", index % 50 === 0 ? 500n : 200n],
      ["url.path", `/orders/${index % 1000}`],
      ["user.id", `u${index % 5000}`],
      ["session.id", `s${index % 9000}`],
      ["customer.tier", index % 20 === 0 ? "vip" : "standard"],
      ["cart.items", BigInt(index % 7)],
      ["cart.value", (index % 300) + 0.99],
      ["cache.hit", index % 3 === 0],
      ["server.address", "shop.example"],
    ]),
    droppedAttributesCount: 0,
    events: [],
    droppedEventsCount: 0,
    links: [],
    droppedLinksCount: 0,
    status: { code: index % 50 === 0 ? 2 : 0, message: "" },
  };
}

/** Most take up to 50 ms; one of a hundred as long as two minutes. */
function durationOf(index: number): bigint {
  if (index % 100 === 99) return BigInt((index * 104_729) % 120_000) * 1_000_000n;
  return BigInt(1_000_000 + ((index * 7919) % 50_000_000));
}

/** Ids begin with a mark that nothing else in the request holds; the four bytes behind it are free. */
const mark = [0xfe, 0xed, 0xc0, 0xde];

function idOf(length: number, index: number): Uint8Array {
  const id = new Uint8Array(length);
  id.set(mark);
  // The last bytes tell the ids of one request apart; bytes 4 to 7 of a trace id are renewed.
  const view = new DataView(id.buffer);
  if (length === 16) view.setUint32(12, index + 1);
  else view.setUint32(4, index + 1);
  return id;
}

/** Where the ids may be changed: behind the mark in a trace id, the mark itself in a span id. */
function placesOfIds(bytes: Uint8Array): number[] {
  return placesOf(bytes, mark).map((place) => (bytes[place - 1] === 16 ? place + 4 : place));
}

/** Where `pattern` is. */
export function placesOf(bytes: Uint8Array, pattern: readonly number[]): number[] {
  const places: number[] = [];
  const wanted = Buffer.from(pattern);
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let at = all.indexOf(wanted); at !== -1; at = all.indexOf(wanted, at + wanted.length)) places.push(at);
  return places;
}

/** Moves the times behind `tags`, which lie within minutes before `base` (Unix ns) or one after, along with the clock, a second at a time. */
export function clockOf(bytes: Uint8Array, tags: readonly number[], base: bigint): () => void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const places: number[] = [];
  for (let at = 0; at + 9 <= bytes.length; at++) {
    if (!tags.includes(bytes[at]!)) continue;
    const time = view.getBigUint64(at + 1, true);
    if (time >= base - 180_000_000_000n && time < base + 60_000_000_000n) places.push(at + 1);
  }
  let from = base;
  return () => {
    const passed = BigInt(Date.now()) * 1_000_000n - from;
    if (passed < 1_000_000_000n) return;
    from += passed;
    for (const place of places) view.setBigUint64(place, view.getBigUint64(place, true) + passed, true);
  };
}
