// When services began, as rounds ask for it: what is asked, what is remembered, and what stays when the store fails.
import { createEngine } from "alerts";
import { createInput, type Input, type Reading } from "alerts/readings";
import { expect, test } from "vitest";
import type { Ask } from "./ask.ts";
import { createBeginnings, mostKnown, restMs } from "./beginnings.ts";
import { usualLimits } from "./family.ts";
import { fromShardsThatAnswer } from "./partial.fixture.ts";

const [minute, day] = [60_000, 86_400_000];
const start = Date.parse("2026-03-02T09:00:00Z");

const inputsOf = (service: string | undefined, window = "15m", ago?: string): readonly Input[] =>
  createEngine({
    alerts: [
      {
        name: "a",
        on: service === undefined ? { operation: "GET /", measure: "rate" } : { service, measure: "rate" },
        window,
        ...(service === undefined && { groupBy: ["service.name"] }),
        when: ago === undefined ? { below: 1 } : { change: { ago, below: -0.5 } },
      },
    ],
  }).rules[0]!.evaluator.inputs;

interface AskedMinutes {
  readonly from: number;
  readonly to: number;
  readonly services: readonly string[] | undefined;
}

/** A roll-up by minute. */
function storeOf(minutes: Readonly<Record<string, readonly number[]>>) {
  const asked: AskedMinutes[] = [];
  const failures: Error[] = [];
  const ask = (async (_name: string, params: Readonly<Record<string, unknown>>) => {
    const { fromMs, toMs, services } = params as { fromMs: number; toMs: number; services?: string[] };
    asked.push({ from: fromMs, to: toMs, services });
    const failure = failures.shift();
    if (failure !== undefined) throw failure;
    return Object.entries(minutes).flatMap(([name, all]) => {
      if (services !== undefined && !services.includes(name)) return [];
      const days = Map.groupBy(
        all.filter((one) => one >= fromMs && one < toMs),
        (one) => Math.floor(one / day),
      );
      return [...days.values()].map((own) => ({
        name,
        first: Math.min(...own) / 1000,
        last: Math.max(...own) / 1000,
      }));
    });
  }) as Ask;
  return { ask, asked, failures, minutes };
}

/** Each minute from `from` on. */
const each = (from: number, to: number): readonly number[] =>
  Array.from({ length: Math.ceil((to - from) / minute) }, (_, index) => from + index * minute);

type Store = Pick<ReturnType<typeof storeOf>, "ask">;

/** What a round learns of the services of its groups, or of those that it names. */
async function round(
  addBeginnings: ReturnType<typeof createBeginnings>,
  { ask }: Store,
  at: number,
  { inputs, groups = [] }: { readonly inputs: readonly Input[]; readonly groups?: readonly string[] },
): Promise<readonly (ReadonlyMap<string, number> | undefined)[]> {
  const labelled = groups.map((name) => ({ labels: { "service.name": name }, sample: { value: 1 } }));
  const readings = new Map<string, Reading>(
    inputs.map(({ id, groupBy }) => [id, { groups: groupBy.length === 0 ? [] : labelled }]),
  );
  await addBeginnings(readings, inputs, { ask, at });
  return inputs.map(({ id }) => {
    const reading = readings.get(id)!;
    const begun = ["shop", "old", "pay"].flatMap((name) => {
      const beginning = "error" in reading ? undefined : reading.beginnings?.get(name);
      return beginning === undefined ? [] : [[name, beginning] as const];
    });
    return begun.length === 0 ? undefined : new Map(begun);
  });
}

const shop = (ms: number) => new Map([["shop", ms]]);

test("a young service is asked about until its window is covered, an old one once in eight days", async () => {
  const begin = start - 4 * minute;
  const store = storeOf({
    shop: each(begin, start + 40 * day),
    old: each(start - 60 * day, start + 40 * day),
  });
  const add = createBeginnings();
  const asked = { inputs: inputsOf(undefined), groups: ["shop", "old"] };
  expect(await round(add, store, start, asked)).toEqual([shop(begin)]);
  expect(await round(add, store, start + minute, asked)).toEqual([shop(begin)]);
  expect(store.asked).toEqual([
    { from: start - 15 * minute - 8 * day, to: start, services: ["old", "shop"] },
    { from: start - 14 * minute - 8 * day, to: start + minute, services: ["shop"] },
  ]);
  for (const later of [12, 13, 600, 7 * 1440])
    expect(await round(add, store, start + later * minute, asked)).toEqual([undefined]);
  expect(store.asked).toHaveLength(2);
  expect(await round(add, store, start + 9 * day, asked)).toEqual([undefined]);
  expect(store.asked).toHaveLength(3);
});

test("windows of eight days and longer are remembered, too", async () => {
  const store = storeOf({ shop: each(start - 60 * day, start + day) });
  const add = createBeginnings();
  const inputs = inputsOf("shop", "30d");
  for (const later of [0, 1, 2])
    expect(await round(add, store, start + later * minute, { inputs })).toEqual([undefined]);
  expect(store.asked).toEqual([{ from: start - 60 * day, to: start, services: ["shop"] }]);
});

test("what is known of one window is not what another one needs", async () => {
  const begin = start - 20 * day;
  const store = storeOf({ shop: each(begin, start + day) });
  const add = createBeginnings();
  expect(await round(add, store, start, { inputs: inputsOf("shop") })).toEqual([undefined]);
  expect(await round(add, store, start, { inputs: inputsOf("shop", "30d") })).toEqual([shop(begin)]);
  expect(await round(add, store, start, { inputs: inputsOf("shop", "5m", "25d") })).toEqual([
    undefined,
    shop(begin),
  ]);
  const all = [...inputsOf("shop"), ...inputsOf("shop", "5m", "40d")];
  expect(await round(add, store, start, { inputs: all })).toEqual([undefined, undefined, shop(begin)]);
  expect(store.asked.map(({ from }) => (start - from) / day)).toEqual([8 + 15 / 1440, 60, 80 + 10 / 1440]);
});

test("a service that a rule names is asked about without data, and one of a group only with data", async () => {
  const begin = start - 4 * minute;
  const store = storeOf({ shop: each(begin, start) });
  const named = await round(createBeginnings(), store, start, { inputs: inputsOf("shop") });
  expect(named).toEqual([shop(begin)]);
  const grouped = await round(createBeginnings(), store, start, { inputs: inputsOf(undefined) });
  expect(grouped).toEqual([undefined]);
  expect(store.asked).toHaveLength(1);
});

test("one that is silent is asked about in each round: it may begin", async () => {
  const store = storeOf({ shop: each(start + 2 * minute, start + 10 * minute) });
  const add = createBeginnings();
  const asked = { inputs: inputsOf("shop") };
  expect(await round(add, store, start, asked)).toEqual([undefined]);
  expect(await round(add, store, start + 2 * minute, asked)).toEqual([undefined]);
  expect(await round(add, store, start + 3 * minute, asked)).toEqual([shop(start + 2 * minute)]);
});

test("one that only logs is asked about every few minutes, and one that has served requests for an hour no more", async () => {
  const store = storeOf({ shop: each(start - 70 * minute, start + day) });
  const add = createBeginnings();
  const inputs = createEngine({
    alerts: [{ name: "a", on: { log: "*" }, window: "2h", groupBy: ["service.name"], when: { below: 1 } }],
  }).rules[0]!.evaluator.inputs;
  for (const later of [0, 1, 2, 3])
    await round(add, store, start + later * minute, { inputs, groups: ["shop", "old"] });
  expect(store.asked.map(({ to, services }) => [(to - start) / minute, services])).toEqual([
    [0, ["old", "shop"]],
    [3, ["old"]],
  ]);
});

test("after eight quiet days a service begins anew", async () => {
  const again = start + 10 * day;
  const store = storeOf({ shop: [...each(start - day, start), ...each(again, again + day)] });
  const add = createBeginnings();
  const asked = { inputs: inputsOf("shop") };
  for (const at of [start, start + 4 * day, start + 9 * day])
    expect(await round(add, store, at, asked)).toEqual([undefined]);
  expect(await round(add, store, again + minute, asked)).toEqual([shop(again)]);
  expect(await round(add, store, again + day, asked)).toEqual([undefined]);
});

test("spans that arrive late make a young service older", async () => {
  const store = storeOf({ shop: [start - minute] });
  const add = createBeginnings();
  const asked = { inputs: inputsOf("shop") };
  expect(await round(add, store, start, asked)).toEqual([shop(start - minute)]);
  Object.assign(store.minutes, { shop: [start - 3 * minute, start - minute] });
  expect(await round(add, store, start + minute, asked)).toEqual([shop(start - 3 * minute)]);
});

test("a round asks once, whatever its rules are", async () => {
  const store = storeOf({ shop: each(start - 4 * minute, start), pay: each(start - minute, start) });
  const inputs = [
    ...inputsOf(undefined),
    ...inputsOf("pay", "1h"),
    ...inputsOf("shop", "5m", "1d"),
    createInput({ service: "mail", measure: "errors" }, 300_000, 0, []),
  ];
  await round(createBeginnings(), store, start, { inputs, groups: ["shop"] });
  expect(store.asked).toEqual([
    {
      from: start - day - 5 * minute - 8 * day,
      to: start,
      services: expect.arrayContaining(["shop", "pay"]) as [],
    },
  ]);
  expect(store.asked[0]!.services).toHaveLength(2);
  await round(createBeginnings(), store, start, { inputs: inputs.slice(-1) });
  expect(store.asked).toHaveLength(1);
});

test("of very many services all are read, and a name that is too long keeps no other from being read", async () => {
  const store = storeOf({ shop: each(start - 4 * minute, start) });
  const groups = ["shop", ...Array.from({ length: 300 }, (_, index) => `s${index}`)];
  expect(await round(createBeginnings(), store, start, { inputs: inputsOf(undefined), groups })).toEqual([
    shop(start - 4 * minute),
  ]);
  const inputs = [...inputsOf("x".repeat(200_000)), ...inputsOf("shop")];
  const [, found] = await round(createBeginnings(), store, start, { inputs });
  expect(found).toEqual(shop(start - 4 * minute));
  expect(store.asked.map(({ services }) => services)).toEqual([undefined, ["shop"]]);
});

test("what was found stays when a later query fails, and the store is then left alone for some minutes", async () => {
  const begin = start - 4 * minute;
  const store = storeOf({ shop: each(begin, start + day) });
  const add = createBeginnings();
  const asked = { inputs: [...inputsOf("shop"), ...inputsOf("shop", "1h")] };
  await round(add, store, start, asked);
  store.failures.push(new Error("the store is busy"));
  const later = [1, 2, 3].map((one) => start + one * minute);
  for (const at of later) expect(await round(add, store, at, asked)).toEqual([shop(begin), shop(begin)]);
  expect(store.asked).toHaveLength(2);
  await round(add, store, start + minute + restMs, asked);
  expect(store.asked).toHaveLength(3);
  // a clock that is put back ends the rest
  store.failures.push(new Error("the store is busy"));
  await round(add, store, start + 2 * minute + restMs, asked);
  await round(add, store, start, asked);
  expect(store.asked).toHaveLength(5);
});

test("a service of which nothing was found is as if it was old while the store fails", async () => {
  const store = storeOf({ shop: each(start - 4 * minute, start) });
  store.failures.push(new Error("the store is busy"));
  expect(await round(createBeginnings(), store, start, { inputs: inputsOf("shop") })).toEqual([undefined]);
});

test("what is remembered of a shorter window does not make a service young in a longer one while the store fails", async () => {
  const store = storeOf({ shop: each(start - 60 * day, start) });
  const add = createBeginnings();
  await round(add, store, start, { inputs: inputsOf("shop") });
  store.failures.push(new Error("the store is busy"));
  expect(await round(add, store, start, { inputs: inputsOf("shop", "30d") })).toEqual([undefined]);
});

test("a round that is cancelled is not a store that fails", async () => {
  const store = storeOf({ shop: each(start - 4 * minute, start) });
  const add = createBeginnings();
  store.failures.push(new Error("cancelled"));
  const inputs = inputsOf("shop");
  const readings = new Map<string, Reading>([[inputs[0]!.id, { groups: [] }]]);
  await add(readings, inputs, { ask: store.ask, at: start, signal: AbortSignal.abort() });
  expect(await round(add, store, start, { inputs })).toEqual([shop(start - 4 * minute)]);
});

test("an answer without all shards is not remembered, and the next round asks again", async () => {
  const whole = each(start - 30 * day, start + day);
  const store = storeOf({ shop: each(start - 4 * minute, start + day) });
  const add = createBeginnings();
  const asked = { inputs: inputsOf("shop") };
  const partial = { ask: fromShardsThatAnswer(store.ask) };
  expect(await round(add, partial, start, asked)).toEqual([undefined]);
  Object.assign(store.minutes, { shop: whole });
  expect(await round(add, store, start + minute, asked)).toEqual([undefined]);
  expect(await round(add, store, start + 2 * minute, asked)).toEqual([undefined]);
  expect(store.asked).toHaveLength(2);
  // nor does it replace what is known
  const young = storeOf({ shop: each(start - 4 * minute, start + day) });
  const again = createBeginnings();
  await round(again, young, start, asked);
  Object.assign(young.minutes, { shop: [] });
  const found = await round(again, { ask: fromShardsThatAnswer(young.ask) }, start + minute, asked);
  expect(found).toEqual([shop(start - 4 * minute)]);
});

test("as many services are remembered as a reading may have groups", () => {
  expect(mostKnown).toBeGreaterThanOrEqual(usualLimits.groups);
});

test("a reading that failed stays an error, and asks nothing", async () => {
  const store = storeOf({});
  const inputs = inputsOf("shop");
  const readings = new Map<string, Reading>([[inputs[0]!.id, { error: "the store is away" }]]);
  await createBeginnings()(readings, inputs, { ask: store.ask, at: start });
  expect([...readings.values(), store.asked]).toEqual([{ error: "the store is away" }, []]);
});
