// Calls by a catalog, under the guard that is named, on Telltale as it is published; `none` is without a catalog.
import { randomUUID } from "node:crypto";

import { counter, log, start, startSpan } from "telltale";
import { defineCatalog } from "telltale/catalog";
import type { Exporter } from "telltale/export";

import { inTurn } from "../workload/in-turn.ts";

const [, , mode = "none"] = process.argv;
const many = 4;
let left = 0;
const counting: Exporter = {
  name: "counting",
  async send(batch) {
    if (batch.signal !== "metrics") left += batch.items;
    return { exported: batch.items, dropped: 0 };
  },
};
const catalog = defineCatalog({
  name: "bench",
  version: "1.0.0",
  attributes: {
    "order.id": { type: "string", cardinality: "unbounded" },
    "order.lines": { type: "int", cardinality: "low" },
    "payment.method": { type: ["card", "invoice"] },
    "tenant.id": { type: "string", cardinality: "high" },
  },
  spans: {
    work: { attributes: ["order.id", "order.lines", "payment.method"] },
    "tenant work": { attributes: ["tenant.id"] },
  },
  logs: { "order paid": { attributes: ["order.id", "order.lines"] } },
  metrics: { "bench.orders": { kind: "counter", unit: "{order}", attributes: ["payment.method"] } },
});
const limits = { queueSize: 20_000 };
const guarded = mode === "none" ? {} : { catalog, catalogGuard: mode as "off" | "count" | "warn" | "reject" };
const telltale = start({ service: "bench", exporters: [counting], handleExit: false, limits, ...guarded });

const attributes = { "order.id": "o-1", "order.lines": 2, "payment.method": "card" } as const;
const onRecord = { "order.id": "o-1", "order.lines": 2 };
const onMetric = { "payment.method": "card" } as const;
/** Attributes of calls in turn: no two calls in a row have a value in common. */
const changing = Array.from({ length: 4096 }, (_, at) => ({
  "order.id": randomUUID(),
  "order.lines": 1 + (at % 12),
  "payment.method": at % 2 === 0 ? ("card" as const) : ("invoice" as const),
}));
const tenants = changing.map(({ "order.id": id }) => ({ "tenant.id": id }));
let call = 0;
const orders = counter("bench.orders");
const bound = orders.with(onMetric);
const api = catalog.api();
const repeat = (work: () => void) => (): void => {
  for (let at = 0; at < many; at++) work();
};
const forms: Readonly<Record<string, readonly (() => void)[]>> = {
  typed: [
    repeat(() => startSpan("work", { attributes }).end()),
    repeat(() => api.startSpan("work", { attributes }).end()),
  ],
  span: [repeat(() => startSpan("work", { attributes }).end())],
  "span with values that change": [
    repeat(() => startSpan("work", { attributes: changing[call++ & 4095]! }).end()),
  ],
  "span with an id of the class `high`": [
    repeat(() => startSpan("tenant work", { attributes: tenants[call++ & 4095]! }).end()),
  ],
  record: [repeat(() => log.info("order paid", onRecord))],
  counter: [repeat(() => orders.add(1, onMetric))],
  "bound counter": [repeat(() => bound.add(1))],
};

const ns: Record<string, readonly (readonly number[])[]> = {};
let expected = 0;
for (const [name, work] of Object.entries(forms)) {
  const measured = await inTurn([...work], () => telltale.flush(), 100);
  ns[name] = measured.ns.map((blocks) => blocks.map((value) => value / many));
  if (!name.includes("counter")) expected += measured.calls * work.length * many;
}
await telltale.stop();
// one definition of the catalog, and one of each thing
if (mode !== "none") expected += 1 + 4 + 2 + 1 + 1;
if (left !== expected) throw new Error(`Cannot trust the figures: ${expected} were made and ${left} left`);
console.log(JSON.stringify({ ns }));
