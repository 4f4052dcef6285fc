// The alerts of the shop, replayed: for each fault the alert that should fire does so within two minutes, and no other alert fires.
import path from "node:path";
import {
  type Course,
  errors,
  expectAlert,
  funnel,
  metric,
  readRules,
  requests,
  scenario,
  type Scenario,
  type Timeline,
  transactions,
  workflows,
} from "telltale-cli/alerts";
import { expect, test } from "vitest";

const shopFolder = path.join(import.meta.dirname, "..");
const [business, operations] = await Promise.all(
  ["generated/console/alerts", "alerts"].map(async (folder) => readRules(path.join(shopFolder, folder))),
);
const rules = { ...business, alerts: [...(business?.alerts ?? []), ...(operations?.alerts ?? [])] };

/** What changes at ten o'clock. The defaults are those of the demo: twelve shoppers make some 9,000 visits an hour. */
interface Faults {
  readonly purchasesCompleted?: Course;
  readonly cartToPayment?: Course;
  /** Seconds that nordpay takes. */
  readonly nordpay?: Course;
  /** Seconds that the page of a product takes. */
  readonly productPage?: Course;
  /** Bytes that payments keeps of each minute, from ten o'clock. */
  readonly leakPerMinute?: number;
  /** Orders an hour that fail with an error of a new version. */
  readonly voucherErrors?: Course;
  readonly seed?: number;
}

function shop({
  purchasesCompleted = 0.96,
  cartToPayment = 0.92,
  nordpay = 0.1,
  productPage = 0.03,
  leakPerMinute = 0,
  voucherErrors = 0,
  seed = 1,
}: Faults): Scenario {
  const providers = ["nordpay", "harbourpay", "cardway"] as const;
  // 150 MB that the garbage collector takes down and up by 5 MB, and from minute 90 what is never freed
  const memory = (leak: number) => (minutes: number) =>
    150e6 + (minutes % 3) * 2.5e6 + Math.max(0, minutes - 90) * leak;
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
      requests("GET /products/:sku", { perHour: 12_000, service: "storefront", seconds: productPage }),
      ...["storefront", "payments"].map((service) =>
        metric("process.memory.usage", {
          value: memory(service === "payments" ? leakPerMinute : 0),
          every: "10s",
          attributes: { "service.name": service },
        }),
      ),
      errors("CardDeclined", { perHour: 170, service: "payments", known: true }),
      errors("VoucherError", { perHour: voucherErrors, service: "payments" }),
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

const firingRules = ({ changes }: Timeline): string[] => [
  ...new Set(changes.filter(({ kind }) => kind === "firing").map(({ rule }) => rule)),
];
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

test.each(seeds)("a slow database pages for product pages within two minutes, seed %i", (seed) => {
  // each statement waits 250 ms: two for the page of a product, more for a checkout
  const fault = shop({ productPage: { start: 0.03, "10:00": 0.53, "10:05": 0.03 }, seed });
  const { timeline } = expectAlert(rules, fault)
    .toFire("Product pages slow", byTen)
    .toRecover("Product pages slow", { after: "10:05", within: "3m" })
    .toFireOnly("Product pages slow");
  expect(firingRules(timeline)).toEqual(["Product pages slow"]);
});

test.each(seeds)(
  "a leak in payments is reported within two minutes, long before it hurts, seed %i",
  (seed) => {
    // 200 kB of each of 70 orders a minute
    const fault = shop({ leakPerMinute: 14e6, seed });
    const { timeline } = expectAlert(rules, fault)
      .toFire("Memory runs out", { ...byTen, group: { "service.name": "payments" } })
      .toFireOnly("Memory runs out");
    expect(firingRules(timeline)).toEqual(["Memory runs out"]);
  },
);

test.each(seeds)("an error that is new in one version is reported within two minutes, seed %i", (seed) => {
  // one order of fifteen has several products
  const fault = shop({
    voucherErrors: { start: 0, "10:00": 280, "10:05": 0 },
    purchasesCompleted: { start: 0.96, "10:00": 0.9, "10:05": 0.96 },
    seed,
  });
  const { timeline } = expectAlert(rules, fault)
    .toFire("New error", byTen)
    .toRecover("New error", { after: "10:02", within: "5m" })
    .toFireOnly("New error");
  expect(firingRules(timeline)).toEqual(["New error"]);
});
