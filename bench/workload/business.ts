// Business calls, and the plain ones they are judged by. Made before `start()`, as applications do.
import { event, funnel, log, startTransaction, trace, type Transaction, transaction } from "telltale";

import { attributes } from "./spans.ts";

/** Definitions that leave once a process. */
export const declared = 1;
const checkout = funnel("checkout", ["landing", "product", "cart", "shipping", "payment", "done"]);
const people = Array.from({ length: 1000 }, (_, at) => ({ user: `u${at}`, session: `s${at}` }));
const order = { user: "u1", amount: "99.90", currency: "EUR", attributes: { "payment.method": "card" } };
const facts = {
  "log.record.uid": "0af7651916cd43dd8448eb211c80319c",
  "telltale.journey.name": "checkout",
  "telltale.journey.step": "payment",
  "telltale.journey.step_index": 4,
  "telltale.journey.previous_step": "payment",
  "user.id": "u1",
  "session.id": "s1",
  "payment.provider": "nordpay",
};
let calls = 0;

/** A transaction that ends later. */
export function begin(): Transaction {
  return startTransaction("purchase", { ...order, id: `order-${calls++}` });
}

/** What is called. Each makes one span or record, a transaction both. */
export const forms = {
  span: () => trace("GET /orders", { attributes }, () => {}),
  "transaction that ends at once": () =>
    transaction("purchase", { ...order, id: `order-${calls++}` }, () => {}),
  "log record, 3 attributes": () =>
    log.info("order paid", { "order.id": "o-1", "payment.provider": "nordpay", "order.lines": 2 }),
  "log record, a step's attributes": () =>
    event("telltale.journey.step", { ...facts, "telltale.journey.since_previous_ms": calls++ / 7 }),
  "journey step": () =>
    checkout.step("payment", { ...people[calls++ % 1000], attributes: { "payment.provider": "nordpay" } }),
} as const;
