// Alerts that are the same object wherever they are written: in a catalog, in a file of rules, in TypeScript and in the form of the console.
import type { AlertDeclaration, CatalogDeclaration } from "./declaration.ts";

export const sameRules: readonly (AlertDeclaration & { readonly name: string })[] = [
  {
    name: "Purchases fail",
    on: { transaction: "purchase", measure: "failure" },
    when: { above: 0.25 },
    window: "2m",
    for: "1m30s",
    severity: "page",
  },
  {
    name: "Few reach payment",
    on: { funnel: "checkout", measure: "conversion", from: "cart", to: "payment" },
    when: { below: 0.7 },
    window: "1.5h",
    severity: "info",
  },
  {
    name: "Checkout is slow",
    on: { operation: "POST /checkout", service: "shop", measure: "within", limit: "500ms" },
    when: { below: 0.9 },
    window: "5m",
    severity: "ticket",
  },
  {
    name: "Orders stuck",
    on: { workflow: "order", measure: "stuck", longerThan: "1h30m", state: "packed" },
    when: { above: 5 },
    window: "5m",
    severity: "ticket",
  },
  {
    name: "Cards declined",
    on: { metric: "shop.cards.declined", aggregation: "rate" },
    groupBy: ["payment.provider"],
    when: { above: 0.5 },
    window: "5m",
    every: "30s",
    severity: "ticket",
  },
  {
    name: "Queue is silent",
    on: { metric: "shop.jobs.waiting" },
    when: { absent: true },
    window: "10min",
    severity: "ticket",
  },
  {
    name: "Vouchers rejected",
    on: { event: "voucher.rejected", measure: "count" },
    when: { above: 100 },
    window: "1h",
    severity: "ticket",
  },
];

/** A catalog that has them. */
export const catalogOfSameRules: CatalogDeclaration = {
  name: "shop",
  version: "1.0.0",
  attributes: { "payment.provider": { type: ["nordpay", "cardhouse"] } },
  spans: { "POST /checkout": { kind: "server" } },
  metrics: {
    "shop.cards.declined": { kind: "counter", attributes: ["payment.provider"] },
    "shop.jobs.waiting": { kind: "gauge" },
  },
  events: { "voucher.rejected": {} },
  transactions: { purchase: {} },
  journeys: { checkout: { steps: ["cart", "payment"], ordered: true } },
  workflows: { order: { states: ["packed", "sent"] } },
  alerts: Object.fromEntries(sameRules.map(({ name, ...rule }) => [name, rule])),
};
