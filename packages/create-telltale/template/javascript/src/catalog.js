// What this service emits, declared once. Calls are checked against it, the console shows it, `npm run check` looks for mistakes in it.
import { defineCatalog } from "telltale/catalog";

export const catalog = defineCatalog({
  name: "my-service",
  version: "1.0.0",
  owner: "my-team",
  attributes: {
    "payment.method": { type: ["card", "invoice"], description: "How the customer pays." },
  },
  spans: {
    "authorise payment": { attributes: ["payment.method"], description: "Asks the payment provider." },
  },
  metrics: {
    "shop.items.sold": {
      kind: "counter",
      unit: "{item}",
      attributes: ["payment.method"],
      description: "Items of paid orders.",
    },
  },
  errors: {
    PaymentError: { description: "The payment provider did not answer." },
  },
  transactions: {
    order: {
      steps: ["payment authorised"],
      currency: "EUR",
      recommended: ["payment.method"],
      description: "A customer buys something.",
    },
  },
  journeys: {
    ordering: {
      ordered: true,
      steps: ["products seen", "order sent", "order paid"],
      description: "The way to an order.",
    },
  },
});
