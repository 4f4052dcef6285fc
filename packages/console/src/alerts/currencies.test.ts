import { createInput, type Source } from "alerts/readings";
import { expect, test } from "vitest";
import { evaluatedSums, keptCurrencies, readCurrencies, sumsWithin } from "./currencies.ts";
import type { ReadQueries } from "./read/ask.ts";

const [minute, day] = [60_000, 86_400_000];
const now = Date.parse("2026-11-20T14:48:00Z");
const amount: Source = { transaction: "purchase", measure: "amount" };
const input = (source: Source, agoMs = 0, groupBy: readonly string[] = []) =>
  createInput(source, 5 * minute, agoMs, groupBy);

/** A store that answers with these currencies, by the number of the query. */
function storeOf(
  ...answers: readonly (readonly (readonly [code: string, entries: number, total?: number])[])[]
) {
  const asked: Record<string, unknown>[] = [];
  const queries: ReadQueries = {
    async run(name, params) {
      expect(name).toBe("chart-amounts");
      asked.push(params!);
      const rows = answers[asked.length - 1] ?? answers.at(-1)!;
      return rows.map(([code, entries, total = 5]) => ({
        slot: "0",
        code,
        entries: String(entries),
        total,
      })) as never;
    },
  };
  return { asked, queries };
}

test("nothing is asked for rules that add no amounts", async () => {
  const { asked, queries } = storeOf([]);
  const others: readonly Source[] = [
    { transaction: "purchase", measure: "failure" },
    { service: "payments", measure: "errors" },
    { ...amount, where: { "telltale.transaction.currency": "EUR" } },
  ];
  const sums = others.flatMap((source) => evaluatedSums([input(source)], now, {}));
  expect(sums).toEqual([]);
  const group = { "telltale.transaction.currency": "EUR" };
  expect(evaluatedSums([input(amount, 0, Object.keys(group))], now, group)).toEqual([]);
  expect(await keptCurrencies(sums, queries, { nowMs: () => now })).toEqual([]);
  expect(asked).toEqual([]);
});

test("a message asks for the windows that were evaluated, with the conditions of the rule and its group", () => {
  const inEurope = { ...amount, where: { area: "eu" } };
  const inputs = [input(inEurope, 0, ["region"]), input(inEurope, 7 * day, ["region"])];
  const where = [
    ["area", "eu"],
    ["region", "north"],
  ];
  expect(evaluatedSums(inputs, now, { region: "north" })).toEqual([
    { type: "purchase", where, window: { from: now - 5 * minute, to: now } },
    { type: "purchase", where, window: { from: now - 7 * day - 5 * minute, to: now - 7 * day } },
  ]);
  // of a whole range each once
  expect(sumsWithin(inputs, { from: now - day, to: now })).toHaveLength(1);
});

test("windows that are compared are judged together, different sums alone", async () => {
  const compared = evaluatedSums([input(amount), input(amount, day)], now, {});
  const apart = storeOf([["EUR", 3]], [["USD", 2]]);
  expect(await readCurrencies(compared, apart.queries, {})).toEqual(["EUR", "USD"]);
  const refunds: Source = { transaction: "refund", measure: "amount" };
  const two = evaluatedSums([input(amount), input(refunds)], now, {});
  expect(await readCurrencies(two, storeOf([["EUR", 3]], [["USD", 2]]).queries, {})).toEqual([]);
});

test("the commonest currency is the first, and amounts of 0 do not count", async () => {
  const sums = evaluatedSums([input(amount)], now, {});
  const { queries } = storeOf([
    ["EUR", 3],
    ["USD", 9],
    ["GBP", 50, 0],
  ]);
  expect(await readCurrencies(sums, queries, {})).toEqual(["USD", "EUR"]);
  const free = storeOf([
    ["EUR", 3],
    ["GBP", 50, 0],
  ]);
  expect(await readCurrencies(sums, free.queries, {})).toEqual([]);
});

test("another limit costs no query for some minutes, another range and a failure do", async () => {
  const { asked, queries } = storeOf([
    ["EUR", 3],
    ["USD", 2],
  ]);
  let clock = now;
  const previewed = (lengthMs: number) =>
    keptCurrencies(sumsWithin([input(amount)], { from: clock - lengthMs, to: clock }), queries, {
      nowMs: () => clock,
    });
  expect(await previewed(day)).toEqual(["EUR", "USD"]);
  clock += 1_000;
  expect(await previewed(day)).toEqual(["EUR", "USD"]);
  expect(asked).toHaveLength(1);
  await previewed(2 * day);
  expect(asked).toHaveLength(2);
  clock += 5 * minute;
  await previewed(day);
  expect(asked).toHaveLength(3);
  const failing: ReadQueries = { run: async () => Promise.reject(new Error("away")) };
  const sums = sumsWithin([input(amount)], { from: now - day, to: now });
  for (let times = 0; times < 2; times++)
    await expect(keptCurrencies(sums, failing, { nowMs: () => now })).rejects.toThrow("away");
});
