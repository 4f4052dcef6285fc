import type { FunnelSummary, TransactionFigures, TransactionTypeSummary } from "contract";
import { expect, test } from "vitest";
import { funnelMoves, surest, transactionMoves } from "./moves.ts";

function figures(completed: number, failed: number, amount = 0): TransactionFigures {
  return {
    started: completed + failed,
    completed,
    failed,
    abandoned: 0,
    open: 0,
    completionRate: null,
    amounts: amount === 0 ? [] : [{ currency: "EUR", amount: String(amount), transactions: completed }],
    p50Ms: null,
    p95Ms: null,
  };
}

const purchase = (current: TransactionFigures, previous: TransactionFigures): TransactionTypeSummary => ({
  type: "purchase",
  current,
  previous,
  buckets: [],
  services: [],
});

const checkout = (people: readonly number[], previous: readonly number[]): FunnelSummary => ({
  name: "checkout",
  steps: people.map((count, at) => ({
    name: `step ${at}`,
    people: count,
    open: 0,
    medianMs: null,
    p90Ms: null,
  })),
  conversion: null,
  previousConversion: null,
  previous: [...previous],
  abandoned: 0,
  window: { ms: 300_000, of: "times" },
  services: [],
});

test("what moved is reported with both figures, the surest first", () => {
  const moves = surest(transactionMoves(purchase(figures(700, 300, 70_000), figures(1900, 100, 190_000))));
  expect(moves.map(({ what, now, before, unit }) => [what, now, before, unit])).toEqual([
    ["completion", 0.7, 0.95, "share"],
    ["amount", 70_000, 190_000, "EUR"],
    ["volume", 1000, 2000, "count"],
  ]);
  expect(moves.every(({ size, path }) => size < -4 && path === "/transactions/purchase")).toBe(true);
});

test("an amount that stopped moved, and one of few transactions is chance", () => {
  const euros = figures(1900, 100, 190_000);
  const both = {
    ...euros,
    amounts: [...euros.amounts, { currency: "SEK", amount: "40000", transactions: 400 }],
  };
  const amounts = (current: TransactionFigures, previous: TransactionFigures): unknown[] =>
    transactionMoves(purchase(current, previous))
      .filter(({ what }) => what === "amount")
      .map(({ unit, now, before }) => [unit, now, before]);
  expect(amounts(figures(1900, 100), euros)).toEqual([["EUR", 0, 190_000]]);
  expect(amounts(euros, both)).toEqual([["SEK", 0, 40_000]]);
  expect(amounts(figures(20, 1), figures(20, 1, 900))).toEqual([]);
});

test("an amount is as sure as the transactions in its currency are many", () => {
  const withPounds = (amount: number, transactions: number): TransactionFigures => {
    const { amounts, ...others } = figures(10_000, 100, 1_000_000);
    const pounds = { currency: "GBP", amount: String(amount), transactions };
    return { ...others, amounts: transactions === 0 ? amounts : [...amounts, pounds] };
  };
  const isNews = (current: TransactionFigures, previous: TransactionFigures): boolean =>
    transactionMoves(purchase(current, previous)).length > 0;
  expect(isNews(withPounds(900, 9), withPounds(400, 4))).toBe(false);
  expect(isNews(withPounds(0, 0), withPounds(400, 4))).toBe(false);
  expect(isNews(withPounds(90_000, 900), withPounds(40_000, 400))).toBe(true);
});

test.each([
  ["the same", purchase(figures(950, 50, 9500), figures(950, 50, 9500))],
  ["few", purchase(figures(2, 3, 20), figures(5, 0, 50))],
  ["sure, and of no matter", purchase(figures(1_000_000, 0, 1e7), figures(1_030_000, 0, 1.03e7))],
  ["nothing before", purchase(figures(0, 0), figures(0, 0))],
])("is not news: %s", (_, type) => {
  expect(transactionMoves(type)).toEqual([]);
});

test("what stopped moved; what began is new instead", () => {
  expect(transactionMoves(purchase(figures(0, 0), figures(500, 0)))).toMatchObject([{ now: 0, before: 500 }]);
  expect(transactionMoves(purchase(figures(500, 0), figures(0, 0)))).toEqual([]);
});

test("transactions that began before and end only now moved: their type is not new", () => {
  const begun = { ...figures(0, 0), started: 500 };
  expect(transactionMoves(purchase(figures(450, 50), begun))).toMatchObject([
    { what: "volume", now: 500, before: 0 },
  ]);
});

test("a funnel moves by its conversion, not by its traffic", () => {
  expect(funnelMoves(checkout([2000, 800], [1000, 400]))).toEqual([]);
  expect(funnelMoves(checkout([1000, 250], [1000, 400]))).toMatchObject([
    { what: "conversion", now: 0.25, before: 0.4, path: "/funnels/checkout" },
  ]);
  expect(funnelMoves(checkout([], []))).toEqual([]);
});
