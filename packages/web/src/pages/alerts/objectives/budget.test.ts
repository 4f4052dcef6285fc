import { expect, test } from "vitest";

import { budgetLeft, daysLeft, daysLeftText } from "./budget.ts";

const rate = (long: string, longRate: number | null) => ({
  rule: long,
  long,
  short: "5m",
  factor: 1,
  longRate,
  severity: "page" as const,
  shortRate: longRate,
});

const known = { total: 10, error: "", unknown: null };

test.each([
  [1, [rate("3d", 1)], 30],
  [0.5, [rate("1h", 20), rate("3d", 2)], 7.5],
  [0.5, [rate("3d", null), rate("6h", 5)], 3],
  [0.4, [rate("3d", 0)], null],
  [0.4, [], undefined],
  [0.4, [rate("3d", null), rate("6h", null)], undefined],
  [-0.2, [rate("3d", 3)], 0],
])("with %d of the budget left and the rates %j it lasts %j days", (left, burnRates, days) => {
  expect(daysLeft({ ...known, left, period: "30d", burnRates })).toBe(days);
});

const reason = { since: null, reason: "The query took longer than 20 s." };

test.each([
  ["without a fault", known, 1],
  ["without events", { ...known, total: 0 }, 1],
  ["whose alert is not evaluated", { ...known, unknown: reason }, 1],
  ["that could not be read", { ...known, error: reason.reason, unknown: reason }, null],
  ["without events that can be read", { ...known, total: 0, unknown: reason }, null],
])("the budget of an objective %s is known only if it was read", (_, objective, left) => {
  expect(budgetLeft({ ...objective, left: 1 })).toBe(left);
});

test("a budget that could not be read is not said to be full or not burning", () => {
  const unread = { ...known, error: reason.reason, left: 1, period: "30d", burnRates: [rate("3d", 0)] };
  expect(daysLeftText(daysLeft(unread))).toBe("–");
});

test.each([
  [undefined, "–"],
  [null, "not burning"],
  [0, "used up"],
  [0.25, "in 6 h"],
  [9.4, "in 9 days"],
  [900, "in over a year"],
])("%j days read %j", (days, text) => {
  expect(daysLeftText(days)).toBe(text);
});
