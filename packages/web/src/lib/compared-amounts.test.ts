// Amounts are compared within one currency, by the transactions that have an amount.
import type { TransactionFigures } from "contract";
import { expect, test } from "vitest";

import { compareAmounts } from "./compared-amounts.ts";
import { judge } from "./transaction-verdict.ts";

type Paid = readonly [currency: string, amount: number, transactions: number];

const figures = (completed: number, ...paid: readonly Paid[]): TransactionFigures => ({
  started: completed,
  completed,
  failed: 0,
  abandoned: 0,
  open: 0,
  completionRate: 1,
  amounts: paid.map(([currency, amount, transactions]) => ({
    currency,
    amount: String(amount),
    transactions,
  })),
  p50Ms: null,
  p95Ms: null,
});

const amountOf = (current: TransactionFigures, previous: TransactionFigures): string =>
  judge({ current, previous, buckets: [] }).amount;

test.each([
  [
    "a rare currency that comes first by its code",
    figures(121, ["CHF", 20, 1], ["EUR", 12_000, 120]),
    figures(101, ["CHF", 50, 1], ["EUR", 8000, 100]),
  ],
  [
    "a currency that is new",
    figures(121, ["CHF", 20, 1], ["EUR", 9600, 120]),
    figures(100, ["EUR", 8000, 100]),
  ],
  [
    "a currency that is gone",
    figures(100, ["EUR", 20, 100]),
    figures(101, ["CHF", 50, 1], ["EUR", 8000, 100]),
  ],
  ["another currency", figures(100, ["CHF", 20, 100]), figures(100, ["EUR", 8000, 100])],
])("amounts of several currencies have no change and no verdict: %s", (_, current, previous) => {
  expect(compareAmounts(current, previous)).toEqual({ now: null, before: null, lack: "several currencies" });
  expect(amountOf(current, previous)).toBe("usual");
});

test("amounts of one currency are compared", () => {
  const [current, previous] = [figures(100, ["EUR", 2000, 100]), figures(100, ["EUR", 8000, 100])];
  expect(compareAmounts(current, previous)).toEqual({ now: 2000, before: 8000, lack: undefined });
  expect(amountOf(current, previous)).toBe("bad");
});

test("completed transactions without an amount are not evidence of amounts", () => {
  const [current, previous] = [figures(1000, ["EUR", 20, 1]), figures(1000, ["EUR", 80, 2])];
  expect(compareAmounts(current, previous).lack).toBe("too little before");
  expect(amountOf(current, previous)).toBe("usual");
});

test("without an amount in one of the periods there is nothing to compare", () => {
  const [some, none] = [figures(100, ["EUR", 2000, 100]), figures(100)];
  for (const pair of [
    [some, none],
    [none, some],
    [none, none],
  ] as const)
    expect(compareAmounts(...pair)).toEqual({ now: null, before: null, lack: undefined });
});
