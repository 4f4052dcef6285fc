import type { ComparedRow, CompareResult } from "contract";
import { expect, test } from "vitest";

import { unbroken } from "../../lib/unbroken.ts";
import { sentenceOf } from "./sentence.ts";

const row = (part: Partial<ComparedRow>): ComparedRow =>
  ({
    kind: "operation",
    name: "a",
    what: "errors",
    unit: "share",
    base: 0,
    now: 0,
    people: null,
    lost: [],
    verdict: "worse",
    ...part,
  }) as ComparedRow;

const money = (amount: string, currency = "EUR") => ({ currency, amount });

const result = (
  changes: readonly ComparedRow[],
  by = "",
  missing: Partial<Pick<CompareResult, "cut" | "failed">> = {},
): CompareResult =>
  ({
    changes,
    by,
    cut: [],
    failed: [],
    ...missing,
    base: { value: "2.40.3", environment: "" },
    now: { value: "2.41.0", environment: "" },
  }) as unknown as CompareResult;

test("names what got worse for most, and counts the rest", () => {
  const rows = [
    row({
      kind: "transaction",
      name: "purchase",
      what: "completion",
      base: 0.943,
      now: 0.841,
      people: 96.4,
      lost: [money("4300.2"), money("-12", "SEK")],
    }),
    row({ name: "charge card", base: 0.009, now: 0.157 }),
    row({ kind: "error", name: "ProviderTimeoutError", what: "occurrences", verdict: "new" }),
    row({ name: "POST /checkout", what: "p95", unit: "ms", base: 1710, now: 2940 }),
    row({ kind: "transaction", name: "purchase", what: "p95", unit: "ms", base: 1710, now: 3210 }),
    row({ name: "INSERT", what: "p95", unit: "ms", verdict: "better" }),
    row({ kind: "metric", what: "mean", verdict: "changed" }),
  ];
  expect(sentenceOf(result(rows, "service.version"))).toEqual({
    sides: "2.41.0 against 2.40.3",
    worse: [
      `purchase completes ${unbroken("94.3 % → 84.1 %")}`,
      `charge card fails ${unbroken("0.90 % → 15.7 %")}`,
      "ProviderTimeoutError is new",
      `purchase takes ${unbroken("1.50 s")} longer at p95`,
    ],
    cost: `about €4,300 more from ${unbroken("96 people")} was lost`,
    nothing: "nothing got worse by more than chance explains",
    rest: ["1 more figure got worse", "1 figure got better"],
  });
});

test("errors between versions are counted by their requests", () => {
  const error = {
    kind: "error",
    name: "ProviderTimeoutError",
    what: "occurrences",
    unit: "/request",
  } as const;
  const rows = [row({ ...error, base: 0.0005, now: 0.00592 })];
  expect(sentenceOf(result(rows, "service.version")).worse).toEqual([
    `ProviderTimeoutError occurs ${unbroken("0.5 per 1,000 → 5.92 per 1,000 requests")}`,
  ]);
});

test("of two times nothing is worse where only rates differ", () => {
  expect(sentenceOf(result([row({ what: "rate", verdict: "gone" })]))).toEqual({
    sides: "now against the base",
    worse: [],
    cost: undefined,
    nothing: "nothing got worse by more than chance explains",
    rest: [],
  });
});

test("of parts that failed or were cut it is not said that nothing got worse", () => {
  const { nothing } = sentenceOf(
    result([row({ what: "rate", verdict: "gone" })], "", {
      cut: ["spans", "metrics"],
      failed: [{ part: "metrics", reason: "It reads too many rows." }],
    }),
  );
  expect(nothing).toBe(
    "nothing got worse by more than chance explains among what could be compared (metrics were not compared, not all spans were compared)",
  );
});

test("amounts of several types are added by currency, people are not", () => {
  const rows = ["purchase", "renewal"].map((name) =>
    row({ kind: "transaction", name, what: "completion", people: 5, lost: [money("20"), money("1", "USD")] }),
  );
  expect(sentenceOf(result(rows)).cost).toBe("about €40.00 + $2.00 more was lost");
});
