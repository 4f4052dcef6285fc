import { expect, test, vi } from "vitest";
import { resolveCatalog } from "../resolve.ts";
import { beginningsOf } from "./beginnings.ts";
import { businessSpanOf } from "./business-spans.ts";
import { checkLive, checkLiveInSteps } from "./check.ts";
import type { Facts, SignalFact } from "./facts.ts";

const catalog = resolveCatalog({
  name: "shop",
  version: "1.0.0",
  attributes: {
    "shop.header": { type: "template[string]" },
    "shop.label": { type: "template[string]" },
    "shop.gone": { type: "string" },
    "shop.coupon": { type: "string" },
  },
  spans: { "charge card": { recommended: ["shop.coupon"] }, refund: {} },
  metrics: { "shop.orders": { kind: "counter", unit: "1", attributes: [] } },
  alerts: { silence: { on: { metric: "shop.orders" }, when: { below: 1 }, owner: "shop" } },
});

const signal = (name: string, keys: readonly string[]): SignalFact => ({
  kind: "span",
  name,
  count: 1,
  attributes: keys.map((key) => ({ key, types: ["string"] })),
});
const facts = (more: Partial<Facts> = {}): Facts => ({
  from: 0,
  to: 1,
  signals: [signal("charge card", ["shop.header.accept.x"])],
  resources: [],
  ...more,
});
const absent = (of: Facts) =>
  checkLive(catalog, of)
    .filter(({ id }) => ["dead_since", "used_but_gone", "recommended_attribute_not_present"].includes(id))
    .map(({ message }) => /`(.+?)`|'(.+?)'/.exec(message)![0].slice(1, -1));

test("a template arrives with a key that begins with its name", () => {
  expect(absent(facts())).toEqual([
    "shop.coupon",
    "refund",
    "shop.orders",
    "shop.label",
    "shop.gone",
    "silence",
  ]);
});

test.each([
  [["span"], ["shop.orders", "shop.label", "shop.gone", "silence"]],
  [["metric"], ["shop.coupon", "refund", "shop.label", "shop.gone"]],
  [["attribute"], ["shop.coupon", "refund", "shop.orders", "silence"]],
] as const)("nothing is said to be absent of %s, of which a part is here", (kinds, names) => {
  expect(absent(facts({ partial: new Set(kinds) }))).toEqual(names);
});

test("every fact is a step, and findings beyond the most are left out", () => {
  const signals = Array.from({ length: 500 }, (_, at) => signal("charge card", [`shop.x${at}`]));
  const steps = checkLiveInSteps(catalog, facts({ signals }), { maxFindings: 100 });
  let count = 0;
  let step = steps.next();
  for (; step.done !== true; step = steps.next()) count++;
  expect(count).toBeGreaterThan(1_000);
  expect(step.value.filter(({ signalName }) => signalName !== undefined)).toHaveLength(100);
  expect(step.value.map(({ id }) => id)).toContain("used_but_gone");
});

test("the workflow of a span is the longest that its name begins with", () => {
  const workflows = new Set(["order", "order line"]);
  expect(businessSpanOf("workflow order line paid", workflows)?.name).toBe("order line");
  expect(businessSpanOf("workflow order paid", workflows)?.name).toBe("order");
  expect(businessSpanOf("workflow orders paid", workflows)).toEqual({ kind: "event", name: "orders paid" });
});

test("workflows are looked up, not tried one after the other", () => {
  const workflows = new Set(Array.from({ length: 1_000 }, (_, at) => `w${at}`));
  const has = vi.spyOn(workflows, "has");
  expect(businessSpanOf("workflow w999 done", workflows)?.name).toBe("w999");
  expect(has).toHaveBeenCalledTimes(1);
  expect(beginningsOf("a.".repeat(1_000), ".")).toHaveLength(100);
});

test("how many records have one of several values is not known", () => {
  const arriving = (distinct: number | undefined, values: readonly string[]): SignalFact => ({
    ...signal("charge card", []),
    count: 1000,
    attributes: [{ key: "shop.contact", types: ["string"], count: 400, distinct, values }],
  });
  const countsOf = (...signals: readonly SignalFact[]) =>
    checkLive(catalog, facts({ signals }))
      .filter(({ id }) => id === "sensitive_value")
      .map(({ count }) => count);
  const one = arriving(1, ["u1@example.com"]);
  const several = arriving(2, ["u1@example.com", "none"]);
  expect(countsOf(one)).toEqual([400]);
  expect(countsOf(several)).toEqual([null]);
  expect(countsOf(arriving(undefined, ["u1@example.com"]))).toEqual([null]);
  expect(countsOf(one, several)).toEqual([null]);
});
