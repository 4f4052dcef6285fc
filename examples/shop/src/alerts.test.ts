// @module-tag extended
// The alerts of the shop, replayed: for each fault the alert that should fire does so within two minutes, and no other alert fires.
import path from "node:path";
import { expectAlert, readRules, type Timeline } from "telltale-cli/alerts";
import { describe, expect, test } from "vitest";
import { shop } from "./scenario.ts";

const shopFolder = path.join(import.meta.dirname, "..");
const [business, operations] = await Promise.all(
  ["generated/console/alerts", "alerts"].map(async (folder) => readRules(path.join(shopFolder, folder))),
);
const rules = { ...business, alerts: [...(business?.alerts ?? []), ...(operations?.alerts ?? [])] };

const firingRules = ({ changes }: Timeline): string[] => [
  ...new Set(changes.filter(({ kind }) => kind === "firing").map(({ rule }) => rule)),
];
const byTen = { after: "10:00", within: "2m" } as const;
// another seed of the same random numbers proves little beyond the first
for (const [seed, tags] of [
  [1, []],
  [2, ["extended"]],
] as const)
  describe(`seed ${seed}`, { tags: [...tags] }, () => {
    test("a hundred minutes without a fault fire no alert", () => {
      const { timeline } = expectAlert(rules, shop({ seed })).notToFire();
      expect(timeline.rules.map(({ rule }) => rule)).toContain("Purchases succeed: error budget burns");
    });

    test("declined cards page within two minutes, and nothing else fires", () => {
      // two of three cards, as the fault `declined-cards` does
      const fault = shop({ purchasesCompleted: { start: 0.96, "10:00": 0.34, "10:05": 0.96 }, seed });
      const { timeline } = expectAlert(rules, fault)
        .toFire("Purchases fail", byTen)
        .toRecover("Purchases fail", { after: "10:05", within: "3m" })
        .toFireOnly("Purchases fail");
      expect(timeline.changes.map(({ kind }) => kind)).toContain("recovered");
    });

    test("a drop from cart to payment is reported within two minutes", { tags: ["extended"] }, () => {
      const fault = shop({ cartToPayment: { start: 0.92, "10:00": 0.3, "10:05": 0.92 }, seed });
      const { timeline } = expectAlert(rules, fault)
        .toFire("Few reach payment", byTen)
        .toRecover("Few reach payment", { after: "10:05", within: "3m" })
        .toFireOnly("Few reach payment");
      expect(timeline.changes.map(({ kind }) => kind)).toContain("recovered");
    });

    test("a deploy that makes one provider time out pages for this provider only", () => {
      // 1.5 s is the timeout, as with the fault `bad-deploy`
      const fault = shop({ nordpay: { start: 0.1, "10:00": 1.5, "10:05": 0.1 }, seed });
      const { timeline } = expectAlert(rules, fault)
        .toFire("Card provider slow", { ...byTen, group: { "payment.provider": "nordpay" } })
        .toFireOnly("Card provider slow");
      const firing = timeline.changes.filter(({ kind }) => kind === "firing");
      expect(firing.map(({ group }) => group["payment.provider"])).toEqual(["nordpay"]);
    });

    test("a slow database pages for product pages within two minutes", { tags: ["extended"] }, () => {
      // each statement waits 250 ms: two for the page of a product, more for a checkout
      const fault = shop({ productPage: { start: 0.03, "10:00": 0.53, "10:05": 0.03 }, seed });
      const { timeline } = expectAlert(rules, fault)
        .toFire("Product pages slow", byTen)
        .toRecover("Product pages slow", { after: "10:05", within: "3m" })
        .toFireOnly("Product pages slow");
      expect(firingRules(timeline)).toEqual(["Product pages slow"]);
    });

    test("a leak in payments is reported within two minutes, long before it hurts", () => {
      // 200 kB of each of 70 orders a minute, as the fault `memory-leak` keeps for a quarter of an hour
      const fault = shop({ leakPerMinute: 14e6, seed });
      const { timeline } = expectAlert(rules, fault)
        .toFire("Memory runs out", { ...byTen, group: { "service.name": "payments" } })
        .toFireOnly("Memory runs out");
      expect(firingRules(timeline)).toEqual(["Memory runs out"]);
    });

    test("a large heap that is collected every four minutes fires no alert", { tags: ["extended"] }, () => {
      // as after the fault `memory-leak`, when payments keeps what it keeps
      const memoryUsed = (minutes: number): number => 400e6 + (minutes % 4) * 5e6;
      const { timeline } = expectAlert(rules, shop({ memoryUsed, seed })).notToFire();
      expect(firingRules(timeline)).toEqual([]);
    });

    test("an error that is new in one version is reported within two minutes", () => {
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

    test("a cart that asks for each product is reported within two minutes", { tags: ["extended"] }, () => {
      const fault = shop({ cartQueries: { start: 0, "10:00": 5000, "10:05": 0 }, seed });
      const group = { "service.name": "storefront", operation: "POST /cart" };
      const { timeline } = expectAlert(rules, fault)
        .toFire("Repeated queries", { ...byTen, group })
        .toRecover("Repeated queries", { after: "10:05", within: "3m" })
        .toFireOnly("Repeated queries");
      expect(firingRules(timeline)).toEqual(["Repeated queries"]);
    });

    test("a queue from which nothing is taken pages within two minutes", { tags: ["extended"] }, () => {
      // ten o'clock is minute 90; some 70 orders a minute come in for five minutes, and are worked off in one
      const jobsWaiting = (minutes: number): number =>
        12 + Math.max(0, Math.min((minutes - 90) * 70, (96 - minutes) * 350));
      const { timeline } = expectAlert(rules, shop({ jobsWaiting, seed }))
        .toFire("Queue stalls", byTen)
        .toRecover("Queue stalls", { after: "10:05", within: "3m" })
        .toFireOnly("Queue stalls");
      expect(firingRules(timeline)).toEqual(["Queue stalls"]);
    });
  });
