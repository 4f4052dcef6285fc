// The alerts of the shop, replayed: for each fault the alert that should fire does so within two minutes, and no other alert fires.
import path from "node:path";
import {
  type Course,
  expectAlert,
  funnel,
  metric,
  readRules,
  requests,
  scenario,
  type Scenario,
  transactions,
  workflows,
} from "telltale-cli/alerts";
import { expect, test } from "vitest";

const rules = await readRules(path.join(import.meta.dirname, "../generated/console/alerts"));

/** What changes at ten o'clock. The defaults are those of the demo: twelve shoppers make some 9,000 visits an hour. */
interface Faults {
  readonly purchasesCompleted?: Course;
  readonly cartToPayment?: Course;
  /** Seconds that nordpay takes. */
  readonly nordpay?: Course;
  readonly seed?: number;
}

function shop({
  purchasesCompleted = 0.96,
  cartToPayment = 0.92,
  nordpay = 0.1,
  seed = 1,
}: Faults): Scenario {
  const providers = ["nordpay", "harbourpay", "cardway"] as const;
  return scenario({
    start: "2026-03-02T08:30:00Z",
    for: "100m",
    seed,
    data: [
      transactions("purchase", { perHour: 4200, completion: purchasesCompleted, amount: 80 }),
      funnel("checkout", {
        perHour: 4600,
        from: "cart",
        to: "payment",
        conversion: cartToPayment,
        takes: "2s",
      }),
      requests("POST /checkout", { perHour: 4200, service: "storefront", seconds: 0.4 }),
      workflows("order", {
        perHour: 4000,
        states: ["created", "paid", "packed", "shipped", "delivered"],
        each: "10s",
      }),
      metric("shop.jobs.waiting", { value: 12 }),
      ...providers.flatMap((provider) => [
        metric("shop.provider.duration", {
          kind: "observation",
          value: provider === "nordpay" ? nordpay : 0.1,
          every: "3s",
          attributes: { "payment.provider": provider },
        }),
        metric("shop.cards.declined", {
          kind: "increase",
          value: 0.25,
          attributes: { "payment.provider": provider },
        }),
      ]),
    ],
  });
}

const byTen = { after: "10:00", within: "2m" } as const;
const seeds = [1, 2];

test.each(seeds)("a hundred minutes without a fault fire no alert, seed %i", (seed) => {
  const { timeline } = expectAlert(rules, shop({ seed })).notToFire();
  expect(timeline.rules.map(({ rule }) => rule)).toContain("Purchases succeed: error budget burns slowly");
});

test.each(seeds)("declined cards page within two minutes, and nothing else fires, seed %i", (seed) => {
  // two of three cards, as the fault `declined-cards` does
  const fault = shop({ purchasesCompleted: { start: 0.96, "10:00": 0.34, "10:05": 0.96 }, seed });
  const { timeline } = expectAlert(rules, fault)
    .toFire("Purchases fail", byTen)
    .toRecover("Purchases fail", { after: "10:05", within: "3m" })
    .toFireOnly("Purchases fail");
  expect(timeline.changes.map(({ kind }) => kind)).toContain("recovered");
});

test.each(seeds)("a drop from cart to payment is reported within two minutes, seed %i", (seed) => {
  const fault = shop({ cartToPayment: { start: 0.92, "10:00": 0.3, "10:05": 0.92 }, seed });
  const { timeline } = expectAlert(rules, fault)
    .toFire("Few reach payment", byTen)
    .toRecover("Few reach payment", { after: "10:05", within: "3m" })
    .toFireOnly("Few reach payment");
  expect(timeline.changes.map(({ kind }) => kind)).toContain("recovered");
});

test.each(seeds)(
  "a deploy that makes one provider time out pages for this provider only, seed %i",
  (seed) => {
    // 1.5 s is the timeout, as with the fault `bad-deploy`
    const fault = shop({ nordpay: { start: 0.1, "10:00": 1.5, "10:05": 0.1 }, seed });
    const { timeline } = expectAlert(rules, fault)
      .toFire("Card provider slow", { ...byTen, group: { "payment.provider": "nordpay" } })
      .toFireOnly("Card provider slow");
    const firing = timeline.changes.filter(({ kind }) => kind === "firing");
    expect(firing.map(({ group }) => group["payment.provider"])).toEqual(["nordpay"]);
  },
);
