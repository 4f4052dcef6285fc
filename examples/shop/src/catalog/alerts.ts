// When the shop alerts, what it promises, and what its dashboard shows.
import { handbook } from "./handbook.ts";

export const alerts = {
  "Cards declined": {
    on: { metric: "shop.cards.declined", aggregation: "rate", groupBy: ["payment.provider"] },
    above: 0.5,
    forMs: 120_000,
    severity: "ticket",
    owner: "team-payments",
    summary: "A provider declines many cards.",
    description:
      "More than one card in two seconds is declined by one provider: usually its fraud rules have changed.",
    runbook: `${handbook}/payments#declined-cards`,
  },
  "Card provider slow": {
    on: { metric: "shop.provider.duration", aggregation: "p95", groupBy: ["payment.provider"] },
    above: 1,
    forMs: 60_000,
    severity: "page",
    owner: "team-payments",
    summary: "A card provider answers slowly.",
    description: "Customers wait at checkout. Above 1.5 s a request counts as a timeout.",
    runbook: `${handbook}/payments#provider-timeout`,
  },
  "Purchases fail": {
    on: { transaction: "purchase", measure: "failure" },
    above: 0.25,
    windowMs: 120_000,
    forMs: 30_000,
    severity: "page",
    summary: "One purchase of four fails.",
    description: "Customers cannot buy: look at the reasons on the transactions page first.",
    runbook: `${handbook}/checkout#purchases-fail`,
  },
  "Few reach payment": {
    on: { journey: "checkout", measure: "conversion", from: "cart", to: "payment" },
    below: 0.7,
    windowMs: 120_000,
    forMs: 30_000,
    severity: "info",
    summary: "Few customers with a cart come to payment.",
    description: "The way from the cart to payment is broken or too slow.",
    runbook: `${handbook}/checkout#conversion`,
  },
  "Orders stuck": {
    on: { workflow: "order", measure: "stuck" },
    above: 5,
    severity: "ticket",
    owner: "team-fulfilment",
    summary: "Orders had no event for ten minutes.",
    description: "Usually the label printer, or a worker that has stopped.",
    runbook: `${handbook}/fulfilment#orders-stuck`,
  },
  "Queue grows": {
    on: { metric: "shop.jobs.waiting", aggregation: "last" },
    above: 200,
    forMs: 300_000,
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
    on: { span: "POST /checkout", measure: "p95" },
    target: 0.95,
    within: 2,
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
        on: { journey: "checkout", measure: "conversion", from: "cart", to: "payment" },
      },
      { title: "Orders stuck", on: { workflow: "order", measure: "stuck" } },
      { title: "Jobs waiting", on: { metric: "shop.jobs.waiting", aggregation: "last" } },
    ],
  },
} as const;
