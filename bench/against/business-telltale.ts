// One business call, or the plain call it is judged by, on Telltale as it is published.
import {
  event,
  funnel,
  log,
  otlpExporter,
  start,
  startTransaction,
  trace,
  transaction,
  type Transaction,
} from "telltale";

import { measure } from "../workload/bursts.ts";
import { attributes } from "../workload/spans.ts";

const [, , url, way] = process.argv;
// metrics are counted, and leave once a minute whatever is done: not with each flush
const exporter = { ...otlpExporter({ endpoint: url as string }), signals: ["traces", "logs"] as const };
const telltale = start({ service: "bench", exporters: [exporter] });
const checkout = funnel("checkout", ["landing", "product", "cart", "shipping", "payment", "done"]);
const people = Array.from({ length: 1000 }, (_, at) => ({ user: `u${at}`, session: `s${at}` }));
const order = { user: "u1", amount: "99.90", currency: "EUR", attributes: { "payment.method": "card" } };
let calls = 0;
const open: Transaction[] = [];
const lasting: Transaction[] = [];

const facts = {
  "log.record.uid": "0af7651916cd43dd8448eb211c80319c",
  "telltale.journey.name": "checkout",
  "telltale.journey.step": "payment",
  "telltale.journey.step_index": 4,
  "user.id": "u1",
  "session.id": "s1",
  "payment.provider": "nordpay",
};

const ways: Readonly<Record<string, () => void>> = {
  span: () => trace("GET /orders", { attributes }, () => {}),
  transaction: () => transaction("purchase", { ...order, id: `order-${calls++}` }, () => {}),
  "transaction that lasts": () =>
    void open.push(startTransaction("purchase", { ...order, id: `order-${calls++}` })),
  record: () =>
    log.info("order paid", { "order.id": "o-1", "payment.provider": "nordpay", "order.lines": 2 }),
  "record of the same attributes": () => event("telltale.journey.step", { ...facts, calls: calls++ }),
  "journey step": () =>
    checkout.step("payment", { ...people[calls++ % 1000], attributes: { "payment.provider": "nordpay" } }),
};

await measure(
  {
    once: ways[way ?? ""] as () => void,
    // those of the burst before end, those of this one are announced by the flush
    async flush() {
      for (const tx of lasting.splice(0)) tx.complete();
      await telltale.flush();
      lasting.push(...open.splice(0));
    },
    stop: () => telltale.stop(),
  },
  { operations: 100_000, warmUp: 20_000, burst: 400 },
);
