// A store with very many spans of a short time, written by its own writer: `node --conditions=telltale-source fill-dense.ts DIRECTORY
// SPANS SECONDS`. Half of the traces are a request and the calls it makes; the spans of the other half begin in any order within five
// seconds, and one of a hundred takes up to two minutes, as bench/workload sends them. Prints the end of that time, Unix ms.
import { createHash } from "node:crypto";
import type { ResourceRow, RowSink } from "../../src/store/rows.ts";
import { openStore } from "../../src/store/store.ts";

const [directory = "", spans = "1200000", seconds = "30"] = process.argv.slice(2);
const spansOfTrace = 8;
const tracesAtOnce = 2_500;
const second = 1_000_000_000n;
const endMs = Math.floor(Date.now() / 1000) * 1000 - 60_000;
const endNs = BigInt(endMs) * 1_000_000n;
const all = Math.ceil(Number(spans) / spansOfTrace);
const everyNs = (BigInt(seconds) * second) / BigInt(all);
const services = Array.from({ length: 12 }, (_, n) => resourceOf(`service-${n}`));
const scope = { scopeName: "bench", scopeVersion: "1.0.0", scopeJson: "" };

const store = await openStore({ directory, minFreeBytes: 0 });
for (let first = 0; first < all; first += tracesAtOnce)
  await store.writer.write(1, (sink) => {
    for (let trace = first; trace < Math.min(first + tracesAtOnce, all); trace++) addTrace(sink, trace);
  });
await store.close();
console.log(JSON.stringify({ endMs }));

function addTrace(sink: RowSink, trace: number): void {
  const traceId = createHash("sha256").update(`trace-${trace}`).digest().subarray(0, 16);
  const sentNs = endNs - everyNs * BigInt(all - 1 - trace);
  const idOf = (place: number): Uint8Array => {
    const id = Buffer.alloc(8);
    id.writeUInt32BE(trace + 1);
    id.writeUInt32BE(place + 1, 4);
    return id;
  };
  for (let place = 0; place < spansOfTrace; place++) {
    const [startNs, durationNs] = trace % 2 === 0 ? inOrder(sentNs, place) : inAnyOrder(sentNs, trace, place);
    sink.span({
      resource: services[place === 0 ? 0 : (trace + place) % services.length]!,
      scope,
      traceId,
      spanId: idOf(place),
      parentId: place === 0 ? new Uint8Array(8) : idOf((place - 1) >> 1),
      startNs,
      durationNs,
      name: place === 0 ? "GET /orders/{id}" : `step ${place}`,
      kind: place === 0 ? 2 : 1,
      status: (trace * spansOfTrace + place) % 50 === 0 ? 2 : 0,
      statusMessage: "",
      traceState: "",
      flags: 0x1_01,
      attributes: new Map<string, string | bigint | number | boolean>([
        ["http.request.method", "GET"],
        ["http.route", "/orders/{id}"],
        ["http.response.status_code", 200n],
        ["url.path", `/orders/${(trace * spansOfTrace + place) % 1_000_000}`],
        ["user.id", `u${trace % 50_000}`],
        ["session.id", `s${trace % 9000}`],
        ["customer.tier", trace % 20 === 0 ? "vip" : "standard"],
        ["cart.items", BigInt(trace % 7)],
        ["cart.value", (trace % 300) + 0.99],
        ["cache.hit", place % 3 === 0],
        ["order.id", `order-${trace}`],
      ]),
      events: [],
      links: [],
      droppedAttributes: 0,
      droppedEvents: 0,
      droppedLinks: 0,
    });
  }
}

/** A second from the start of the root to its end, the others within it. */
function inOrder(sentNs: bigint, place: number): readonly [startNs: bigint, durationNs: bigint] {
  const unit = second / BigInt(spansOfTrace);
  return [sentNs - second + unit * BigInt(place), place === 0 ? second : unit];
}

function inAnyOrder(
  sentNs: bigint,
  trace: number,
  place: number,
): readonly [startNs: bigint, durationNs: bigint] {
  const index = trace * spansOfTrace + place;
  const isLong = index % 100 === 99;
  const durationNs = BigInt(isLong ? (index * 104_729) % 120_000 : 1 + ((index * 7919) % 50)) * 1_000_000n;
  return [sentNs - durationNs - BigInt((index * 7919) % 5000) * 1_000_000n, durationNs];
}

function resourceOf(service: string): ResourceRow {
  return {
    tenant: "",
    hash: createHash("sha256").update(service).digest().readBigUInt64BE(),
    service,
    environment: "production",
    serviceVersion: "1.4.2",
    instance: "",
    attributes: new Map([["service.name", service]]),
    schemaUrl: "",
  };
}
