// The telemetry of an order, as a backend gets it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { withContext } from "telltale";
import { assertThat, collect } from "telltale/testing";

import { InvalidOrderError, listProducts, type Order, placeOrder, readOrder } from "./orders.ts";

const order: Order = { id: "order-789", items: 2, amount: "99.80", method: "card", card: "valid" };

test("a paid order completes its transaction and its funnel, and counts its items", async () => {
  const telemetry = collect();
  await withContext({ "user.id": "u1" }, async () => {
    listProducts();
    assert.equal(await placeOrder(order), true);
  });
  assertThat(telemetry).toHaveTransaction("order", { id: "order-789", outcome: "completed", user: "u1" });
  assertThat(telemetry).toHaveCompletedFunnel("ordering", { user: "u1" });
  assertThat(telemetry).toHaveEmittedMetric("shop.items.sold", {
    sum: 2,
    attributes: { "payment.method": "card" },
  });
  telemetry.stop();
});

test("a declined card is an outcome, not an error", async () => {
  const telemetry = collect();
  assert.equal(await placeOrder({ ...order, card: "declined" }), false);
  assertThat(telemetry).toHaveTransaction("order", { outcome: "failed", reason: "card declined" });
  assertThat(telemetry).not.toHaveSpan("authorise payment", { status: "error" });
  assertThat(telemetry).not.toHaveEmittedMetric("shop.items.sold", { sum: 2 });
  telemetry.stop();
});

test("a provider that does not answer is an error", async () => {
  const telemetry = collect();
  await assert.rejects(placeOrder({ ...order, card: "offline" }), { name: "PaymentError" });
  assertThat(telemetry).toHaveSpan("authorise payment", { status: "error" });
  assertThat(telemetry).toHaveTransaction("order", { outcome: "failed", reason: "PaymentError" });
  telemetry.stop();
});

test("an order without items is refused", () => {
  assert.throws(() => readOrder("order-789", { items: 0, amount: "1.00" }), /whole number from 1 to 100/);
  assert.throws(() => readOrder("order-789", null), InvalidOrderError);
});
