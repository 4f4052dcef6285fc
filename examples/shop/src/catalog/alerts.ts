// When the shop alerts, what it promises, and what its dashboard shows.
import { handbook } from "./handbook.ts";

export const alerts = {
  "Cards declined": {
    on: { metric: "shop.cards.declined", aggregation: "rate" },
    groupBy: ["payment.provider"],
    when: { above: 0.5 },
    for: "2m",
    severity: "ticket",
    owner: "team-payments",
    summary: "A provider declines many cards.",
    description:
      "More than one card in two seconds is declined by one provider: usually its fraud rules have changed.",
    runbook: `${handbook}/payments#declined-cards`,
  },
  "Card provider slow": {
    on: { metric: "shop.provider.duration", aggregation: "p95" },
    groupBy: ["payment.provider"],
    when: { above: 1 },
    for: "1m",
    every: "30s",
    severity: "page",
    owner: "team-payments",
    summary: "A card provider answers slowly.",
    description: "Customers wait at checkout. Above 1.5 s a request counts as a timeout.",
    runbook: `${handbook}/payments#provider-timeout`,
  },
  "Purchases fail": {
    on: { transaction: "purchase", measure: "failure" },
    when: { above: 0.25 },
    window: "2m",
    for: "30s",
    every: "15s",
    severity: "page",
    summary: "One purchase of four fails.",
    description: "Customers cannot buy: look at the reasons on the transactions page first.",
    runbook: `${handbook}/checkout#purchases-fail`,
  },
  "Few reach payment": {
    on: { funnel: "checkout", measure: "conversion", from: "cart", to: "payment" },
    when: { below: 0.7 },
    window: "2m",
    for: "30s",
    every: "15s",
    severity: "info",
    summary: "Few customers with a cart come to payment.",
    description: "The way from the cart to payment is broken or too slow.",
    runbook: `${handbook}/checkout#conversion`,
  },
  "Orders stuck": {
    on: { workflow: "order", measure: "stuck", longerThan: "10m" },
    when: { above: 5 },
    severity: "ticket",
    owner: "team-fulfilment",
    summary: "Orders had no event for ten minutes.",
    description: "Usually the label printer, or a worker that has stopped.",
    runbook: `${handbook}/fulfilment#orders-stuck`,
  },
  "Queue grows": {
    on: { metric: "shop.jobs.waiting", aggregation: "last" },
    when: { above: 200 },
    for: "5m",
    severity: "ticket",
    owner: "team-fulfilment",
    summary: "Jobs wait in the queue.",
    description: "Fulfilment works slower than orders come in.",
    runbook: `${handbook}/fulfilment#queue`,
  },
} as const;

export const objectives = {
  "Purchases succeed": {
    on: { transaction: "purchase", measure: "completion" },
    target: 0.85,
    description: "17 purchases of 20 are completed.",
    runbook: `${handbook}/checkout#purchases-fail`,
  },
  "Checkout is fast": {
    on: { operation: "POST /checkout", measure: "within", limit: "2s" },
    target: 0.95,
    description: "95 of 100 checkouts take at most 2 s.",
    runbook: `${handbook}/payments#provider-timeout`,
  },
} as const;

export const dashboards = {
  shop: {
    title: "Shop",
    description: "How the shop does today: sales, payment and fulfilment.",
    charts: [
      {
        title: "Orders",
        on: { metric: "shop.orders", aggregation: "rate", groupBy: ["payment.provider"] },
      },
      { title: "Cart value, median", on: { metric: "shop.cart.value", aggregation: "p50" } },
      { title: "Purchases completed", on: { transaction: "purchase", measure: "completion" } },
      {
        title: "Cards declined",
        on: { metric: "shop.cards.declined", aggregation: "rate", groupBy: ["payment.provider"] },
      },
      {
        title: "Card provider, p95",
        on: { metric: "shop.provider.duration", aggregation: "p95", groupBy: ["payment.provider"] },
      },
      {
        title: "Cart to payment",
        on: { funnel: "checkout", measure: "conversion", from: "cart", to: "payment" },
      },
      { title: "Orders stuck", on: { workflow: "order", measure: "stuck" } },
      { title: "Jobs waiting", on: { metric: "shop.jobs.waiting", aggregation: "last" } },
    ],
  },
} as const;
