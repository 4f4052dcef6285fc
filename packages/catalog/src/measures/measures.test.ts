import { expect, test } from "vitest";

import {
  judgeChange,
  measureGroups,
  type MeasureKey,
  measureNoun,
  measureOf,
  measureOfSource,
  measureText,
  rateOf,
  shareOf,
  ucumOf,
} from "./index.ts";

const all = Object.values(measureGroups).flatMap((group) => Object.entries(group));

test("every measure has one key, and is found by it", () => {
  expect(new Set(all.map(([key]) => key)).size).toBe(all.length);
  for (const [key, measure] of all) expect(measureOf(key as MeasureKey)).toBe(measure);
});

test("every share says what is divided by what", () => {
  expect(all.filter(([, { unit, of }]) => (unit === "share") !== (of !== undefined))).toEqual([]);
});

test("a share and a rate are named so that the name says what they are of", () => {
  const names = all
    .filter(([, { unit }]) => unit === "share" || unit === "per second")
    .map(([, { name }]) => name);
  expect(names.filter((name, at) => names.indexOf(name) !== at)).toEqual([]);
});

test("no stored figure has the name of an estimated one of the same population", () => {
  const names = new Map<string, Set<string>>();
  for (const [, { name, population, counts }] of all) {
    // a percentile is always one of stored spans, and says so
    const key = `${name}\n${population}`;
    names.set(key, new Set([...(names.get(key) ?? []), counts]));
  }
  expect([...names].filter(([, counts]) => counts.size > 1)).toEqual([]);
});

test("a percentile has its own name and text, and what the durations have", () => {
  const { name, text, unit, good } = measureOf("latency.p95");
  expect({ name, unit, good }).toEqual({ name: "p95", unit: "ms", good: "less" });
  expect(text).toBe(`95th percentile. ${measureText("latency")}`);
});

test.each([
  ["completion", 1, "good"],
  ["completion", -1, "bad"],
  ["errorShare", 1, "bad"],
  ["latency.p95", -0.1, "good"],
  ["requestRate", 5, "usual"],
  ["completion", 0, "usual"],
] as const)("a change of %s by %s is %s", (key, sign, judgement) => {
  expect(judgeChange(measureOf(key), sign)).toBe(judgement);
});

test("a share needs a whole", () => {
  expect([shareOf(1, 4), shareOf(0, 4), shareOf(0, 0)]).toEqual([0.25, 0, null]);
});

test("a rate is of the length of its range", () => {
  const from = "2026-11-20T12:00:00Z";
  expect(rateOf(120, { from, to: "2026-11-20T12:01:00Z" })).toBe(2);
  expect(rateOf(3, { from, to: from })).toBe(3);
});

test.each([
  [{ transaction: "purchase", measure: "failure" }, "failure", "1"],
  [{ transaction: "purchase", measure: "p99" }, "transactionDuration.p99", "s"],
  [{ transaction: "purchase", measure: "amount" }, "amount", ""],
  [{ measure: "errors" }, "errorShare", "1"],
  [{ service: "payments", measure: "within" }, "within", "1"],
  [{ operation: "GET /", measure: "p50" }, "latency.p50", "s"],
  [{ funnel: "checkout", from: "cart" }, "conversion", "1"],
  [{ workflow: "order", measure: "stuck" }, "stuck", ""],
  [{ errors: "any" }, "occurrences", ""],
  [{ event: "voucher.rejected", measure: "rate" }, "eventRate", "/s"],
  [{ finding: "repeated-queries" }, "tracesWithFinding", ""],
] as const)("%j reads %s, in `%s`", (source, key, unit) => {
  expect(measureOfSource(source)).toBe(key);
  expect(ucumOf(key)).toBe(unit);
});

test("what a source counts by the weights of spans is an estimate", () => {
  const keys = [
    measureOfSource({ service: "shop", measure: "rate" }),
    measureOfSource({ service: "shop", measure: "errors" }),
    measureOfSource({ finding: "repeated-queries" }),
  ];
  expect(keys.map((key) => measureOf(key!).counts)).toEqual(["estimated", "estimated", "estimated"]);
});

test("metrics and queries have units of their own", () => {
  expect(measureOfSource({ metric: "shop.jobs.waiting", measure: "rate" })).toBeUndefined();
  expect(measureOfSource({ sql: "SELECT 1" })).toBeUndefined();
});

test("a noun stands in sentences", () => {
  expect([measureNoun("ended"), measureNoun("errorShare"), measureNoun("latency.p95")]).toEqual([
    "number",
    "error share",
    "p95",
  ]);
});
