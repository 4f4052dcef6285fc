// A catalog for tests, with one thing of each kind that the guard judges.
import { type CatalogDeclaration, defineCatalog } from "../../src/catalog/index.ts";

const platform = defineCatalog({
  name: "platform",
  version: "2.0.0",
  attributes: { "tenant.id": { type: "string", cardinality: "high" } },
});

export const catalog: CatalogDeclaration = defineCatalog({
  name: "shop",
  version: "1.2.0",
  owner: "team-checkout",
  imports: [platform],
  attributes: {
    /** The order, the same in all services. */
    "order.id": { type: "string", cardinality: "unbounded" },
    "order.lines": { type: "int" },
    "order.paths": { type: "string[]" },
    "cart.weight": { type: "double", unit: "kg" },
    "gift.wrapped": { type: "boolean" },
    "payment.method": { type: ["card", "invoice"] },
    "shipping.carrier": { type: ["postbote"], open: true },
    "customer.email": { type: "string", sensitivity: "personal" },
    "card.number": { type: "string", sensitivity: "secret" },
    "old.id": { type: "string", deprecated: { renamedTo: "order.id" } },
    color: { type: "string", cardinality: "low" },
    "shop.header": { type: "template[string]" },
  },
  spans: {
    "charge card": { attributes: ["order.id", "payment.method"], recommended: ["tenant.id"] },
    "risk score": {},
  },
  metrics: {
    "shop.orders": {
      kind: "counter",
      unit: "{order}",
      attributes: ["payment.method"],
      description: "Paid orders.",
    },
    "shop.wait": { kind: "timer", buckets: [0.1, 1], description: "How long customers wait." },
    "shop.value": { kind: "histogram", unit: "EUR" },
    "shop.stock": { kind: "gauge", unit: "{item}" },
    "shop.open": { kind: "upDownCounter" },
  },
  logs: { "order paid": { attributes: ["order.id"] }, "order lost": {} },
  events: { "cart.abandoned": { attributes: ["order.id"], recommended: ["order.lines"] }, "cart.opened": {} },
  errors: { PaymentError: {} },
  transactions: {
    purchase: { steps: ["sent", "paid"], currency: "EUR", recommended: ["payment.method"] },
    refund: { attributes: ["order.id"] },
  },
  journeys: {
    checkout: { ordered: true, steps: ["cart", "done"], recommended: ["order.lines"] },
    shopping: { steps: ["home", "search"] },
  },
  workflows: {
    order: { states: ["created", "paid"], transitions: { created: ["paid"] }, recommended: ["order.lines"] },
  },
});
