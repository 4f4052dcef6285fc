import { expect, test } from "vitest";

import { daysLeft, daysLeftText } from "./budget.ts";

const rate = (long: string, longRate: number | null) => ({
  rule: long,
  long,
  short: "5m",
  factor: 1,
  longRate,
  severity: "page" as const,
  shortRate: longRate,
});

test.each([
  [1, [rate("3d", 1)], 30],
  [0.5, [rate("1h", 20), rate("3d", 2)], 7.5],
  [0.5, [rate("3d", null), rate("6h", 5)], 3],
  [0.4, [rate("3d", 0)], null],
  [0.4, [], null],
  [-0.2, [rate("3d", 3)], 0],
])("with %d of the budget left and the rates %j it lasts %j days", (left, burnRates, days) => {
  expect(daysLeft({ left, period: "30d", burnRates })).toBe(days);
});

test.each([
  [null, "not burning"],
  [0, "used up"],
  [0.25, "in 6 h"],
  [9.4, "in 9 days"],
  [900, "in over a year"],
])("%j days read %j", (days, text) => {
  expect(daysLeftText(days)).toBe(text);
});
