import { createInput, type Source } from "alerts/readings";
import { expect, test } from "vitest";
import { evaluatedSums, keptCurrencies, readCurrencies, sumsWithin } from "./currencies.ts";
import type { ReadQueries } from "./read/ask.ts";

const [minute, day] = [60_000, 86_400_000];
const now = Date.parse("2026-11-20T14:48:00Z");
const amount: Source = { transaction: "purchase", measure: "amount" };
const input = (source: Source, agoMs = 0, groupBy: readonly string[] = []) =>
  createInput(source, 5 * minute, agoMs, groupBy);

const none = { codes: [], count: 0 };

/** A store that answers with these currencies, by the number of the query. */
function storeOf(...answers: readonly (readonly (readonly [code: string, entries: number])[])[]) {
  const asked: Record<string, unknown>[] = [];
  const queries: ReadQueries = {
    async run(name, params) {
      expect(name).toBe("added-currencies");
      asked.push(params!);
      const rows = answers[asked.length - 1] ?? answers.at(-1)!;
      const total = String(rows.length);
      return rows
        .slice(0, 100)
        .map(([code, entries]) => ({ code, entries: String(entries), total })) as never;
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
  expect(await keptCurrencies(sums, queries, { nowMs: () => now })).toEqual(none);
  expect(asked).toEqual([]);
});

test("a message asks for the windows that were evaluated, with the conditions of the rule and its group", () => {
  const inEurope = { ...amount, where: { area: "eu" } };
  const inputs = [input(inEurope, 0, ["region"]), input(inEurope, 7 * day, ["region"])];
  const sum = { type: "purchase", where: [["area", "eu"]], group: [["region", "north"]] };
  expect(evaluatedSums(inputs, now, { region: "north" })).toEqual([
    { ...sum, window: { from: now - 5 * minute, to: now } },
    { ...sum, window: { from: now - 7 * day - 5 * minute, to: now - 7 * day } },
  ]);
  // of a whole range each once
  expect(sumsWithin(inputs, { from: now - day, to: now })).toHaveLength(1);
});

test("windows that are compared are judged together, different sums alone", async () => {
  const compared = evaluatedSums([input(amount), input(amount, day)], now, {});
  const apart = storeOf([["EUR", 3]], [["USD", 2]]);
  expect(await readCurrencies(compared, apart.queries, {})).toEqual({ codes: ["EUR", "USD"], count: 2 });
  const refunds: Source = { transaction: "refund", measure: "amount" };
  const two = evaluatedSums([input(amount), input(refunds)], now, {});
  expect(await readCurrencies(two, storeOf([["EUR", 3]], [["USD", 2]]).queries, {})).toEqual(none);
});

test("a group without the attribute asks for what has none, a member without groups for everything", async () => {
  const inputs = [input(amount, 0, ["region", "tier"]), input(amount, day)];
  const sums = evaluatedSums(inputs, now, { region: "", tier: "gold" });
  const { asked, queries } = storeOf([["EUR", 3]]);
  await readCurrencies(sums, queries, {});
  expect(asked[0]).toMatchObject({
    group1Key: "region",
    group1Value: "",
    group2Key: "tier",
    group2Value: "gold",
  });
  expect(asked[1]).not.toHaveProperty("group1Key");
});

test("five conditions and five groups are asked for", async () => {
  const keys = ["a", "b", "c", "d", "e"];
  const source = { ...amount, where: Object.fromEntries(keys.map((key) => [key, "1"])) };
  const group = Object.fromEntries(keys.map((key) => [`${key}2`, "2"]));
  const { asked, queries } = storeOf([
    ["EUR", 3],
    ["USD", 2],
  ]);
  const sums = evaluatedSums([input(source, 0, Object.keys(group))], now, group);
  expect(await readCurrencies(sums, queries, {})).toEqual({ codes: ["EUR", "USD"], count: 2 });
  expect(asked[0]).toMatchObject({ where5Key: "e", where5Value: "=1", group5Key: "e2", group5Value: "2" });
});

test("the ten commonest currencies are named, and all counted", async () => {
  const sums = evaluatedSums([input(amount)], now, {});
  const many = Array.from({ length: 250 }, (_, at) => [`C${at}`, 1_000 - at] as const);
  const found = await readCurrencies(sums, storeOf(many).queries, {});
  expect(found).toEqual({ codes: many.slice(0, 10).map(([code]) => code), count: 250 });
  const compared = evaluatedSums([input(amount), input(amount, day)], now, {});
  const apart = storeOf([["EUR", 3]], [["USD", 9]]);
  expect(await readCurrencies(compared, apart.queries, {})).toEqual({ codes: ["USD", "EUR"], count: 2 });
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
  expect(await previewed(day)).toEqual({ codes: ["EUR", "USD"], count: 2 });
  clock += 1_000;
  expect(await previewed(day)).toEqual({ codes: ["EUR", "USD"], count: 2 });
  expect(asked).toHaveLength(1);
  await previewed(2 * day);
  expect(asked).toHaveLength(2);
  clock += 5 * minute;
  await previewed(day);
  expect(asked).toHaveLength(3);
  // of a short range most is another one soon
  await previewed(minute);
  clock += minute;
  await previewed(minute);
  expect(asked).toHaveLength(5);
  const failing: ReadQueries = { run: async () => Promise.reject(new Error("away")) };
  const sums = sumsWithin([input(amount)], { from: now - day, to: now });
  for (let times = 0; times < 2; times++)
    await expect(keptCurrencies(sums, failing, { nowMs: () => now })).rejects.toThrow("away");
});

test("previews at the same time share a question, unless the first is given up", async () => {
  const answers = [Promise.withResolvers<object[]>(), Promise.withResolvers<object[]>()];
  let questions = 0;
  const queries: ReadQueries = { run: async () => (await answers[questions++]!.promise) as never };
  const sums = sumsWithin([input(amount)], { from: now - day, to: now });
  const first = new AbortController();
  const three = [first.signal, undefined, undefined].map(async (signal) =>
    keptCurrencies(sums, queries, { nowMs: () => now, signal }),
  );
  first.abort();
  answers[0]!.reject(new Error("given up"));
  await expect(three[0]).rejects.toThrow("given up");
  answers[1]!.resolve(["EUR", "USD"].map((code) => ({ code, entries: "3", total: "2" })));
  expect(await Promise.all(three.slice(1))).toEqual([1, 2].map(() => ({ codes: ["EUR", "USD"], count: 2 })));
  expect(questions).toBe(2);
});
