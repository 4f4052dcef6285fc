// The catalog by which the calls of this folder are typed.
import { defineCatalog } from "../../src/catalog/index.ts";

const platform = defineCatalog({
  name: "platform",
  version: "2.0.0",
  attributes: { "tenant.id": { type: "string" } },
  spans: { "load tenant": { attributes: ["tenant.id"] } },
});

export const catalog = defineCatalog({
  name: "shop",
  version: "1.2.0",
  imports: [platform],
  attributes: {
    /** The order, the same in all services. */
    "order.id": { type: "string" },
    "order.lines": { type: "int" },
    "order.paths": { type: "string[]" },
    "gift.wrapped": { type: "boolean" },
    "payment.method": { type: ["card", { value: "invoice", id: "bill" }] },
    "payment.code": { type: [1, 2] },
    "shipping.carrier": { type: ["postbote"], open: true },
    "shop.header": { type: "template[string]" },
  },
  spans: {
    "charge card": { attributes: ["order.id", "payment.method"], recommended: ["tenant.id"] },
    "risk score": {},
  },
  metrics: {
    "shop.orders": { kind: "counter", unit: "{order}", attributes: ["payment.method"] },
    "shop.visits": { kind: "counter", unit: "{visit}" },
    "shop.wait": { kind: "timer", attributes: ["payment.method"] },
    "shop.value": { kind: "histogram", unit: "EUR" },
    "shop.stock": { kind: "gauge", unit: "{item}" },
    "shop.open": { kind: "upDownCounter" },
  },
  logs: { "order paid": { attributes: ["order.id"] }, "order lost": {} },
  events: { "cart.abandoned": { attributes: ["order.id"] }, "cart.opened": {} },
  transactions: {
    purchase: { steps: ["sent", "paid"], currency: "EUR", recommended: ["payment.method"] },
    refund: { attributes: ["order.id"] },
  },
  journeys: {
    checkout: { ordered: true, steps: ["cart", "done"] },
    shopping: { steps: ["home", "search"] },
  },
  workflows: {
    order: { states: ["created", "paid"], transitions: { created: ["paid"] } },
  },
});
