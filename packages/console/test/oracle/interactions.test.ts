// Interactions against the oracle: figures, now and before, by dimension, over time and one by one.
import type { InteractionFigures, InteractionRow, InteractionsResult } from "contract";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { allPages, type TestApi } from "../api/harness.ts";
import { testAskedRoutes } from "./asked-routes.ts";
import { closeOrNull, inOrder, periodBefore, percentileOf, periodOf, rangeOf, sum } from "./figures.ts";
import { telemetryOf } from "./generate.ts";
import { interactionRecordsOf } from "./interaction-records.ts";
import { between, type Period } from "./requests.ts";
import { seeds } from "./seeds.ts";
import { storeOf } from "./store.ts";
import type { RawRecord } from "./telemetry.ts";

const prefix = "telltale.interaction.";
const textOf = ({ attributes }: RawRecord, name: string): string => String(attributes[prefix + name] ?? "");

const dimensions = { types: "type", channels: "channel", tiers: "tier", results: "result" } as const;

describe.each(seeds)("store %i", (seed) => {
  const { from, to } = telemetryOf(seed);
  const records = interactionRecordsOf(seed);
  const once = [...new Map(records.map((record) => [record.uid, record])).values()];
  let api: TestApi;
  beforeAll(async () => {
    api = await storeOf({ from, to, spans: [], records }, seed);
  });
  afterAll(() => api.close());

  test.each([
    ["all", {}],
    ["sales", { type: "sales" }],
    ["of the chat that were solved", { channel: "chat", result: "solved" }],
  ] as const)("%s have their figures", async (_, filter) => {
    const asked = Object.entries(filter).map(([name, value]) => `&${name}=${value}`);
    const path = `/api/interactions?${rangeOf({ from, to })}${asked.join("")}`;
    const result = await api.get<InteractionsResult>(path);
    const period = periodOf(result);
    expect(period).toEqual({ from, to });
    const matching = once.filter((one) =>
      Object.entries(filter).every(([name, value]) => textOf(one, name) === value),
    );
    const own = between(matching, period);
    const before = between(matching, periodBefore(period));
    expect(toComparable(result.current)).toEqual(figuresOf(own));
    expect(toComparable(result.previous)).toEqual(figuresOf(before));
    for (const [list, name] of Object.entries(dimensions)) {
      const groups = result[list as keyof typeof dimensions].map(({ value, current, previous }) => [
        value,
        toComparable(current),
        toComparable(previous),
      ]);
      const values = new Set(own.map((one) => textOf(one, name)));
      expect([list, ...groups.toSorted(byValue)]).toEqual([
        list,
        ...[...values]
          .map((value) => [
            value,
            ...[own, before].map((all) => figuresOf(all.filter((one) => textOf(one, name) === value))),
          ])
          .toSorted(byValue),
      ]);
    }
    const { stepMs } = result;
    expect(result.buckets.map(({ time, count }) => [time, count])).toEqual(
      result.buckets.map(({ time }) => [time, between(own, stepAt(time, stepMs)).length]),
    );
    expect(sum(result.buckets.map(({ count }) => count))).toBe(own.length);
    const times = result.buckets.map(({ time }) => time);
    const timelineOf = (all: readonly RawRecord[]): readonly number[] =>
      times.map((time) => between(all, stepAt(time, stepMs)).length);
    for (const [name, trends, others] of [
      ["channel", result.trends, result.otherTrends],
      ["result", result.resultTrends, result.otherResultTrends],
    ] as const) {
      const byText = Map.groupBy(own, (one) => textOf(one, name));
      const most = [...byText]
        .toSorted(([a, some], [b, more]) => more.length - some.length || (a < b ? -1 : 1))
        .slice(0, 6);
      expect(trends.map(({ value, counts }) => [value, counts])).toEqual(
        most.map(([value, some]) => [value, timelineOf(some)]),
      );
      const drawn = new Set(most.map(([value]) => value));
      expect(others).toEqual({
        values: byText.size - most.length,
        counts: timelineOf(own.filter((one) => !drawn.has(textOf(one, name)))),
      });
    }

    const { items } = await allPages<InteractionRow>(api, `${path}&limit=30`);
    expect(
      inOrder(items.map(({ uid, type, customer, satisfaction }) => [uid, type, customer, satisfaction])),
    ).toEqual(
      inOrder(
        own.map((one) => [
          one.uid,
          textOf(one, "type"),
          String(one.attributes["customer.id"] ?? ""),
          one.attributes[`${prefix}satisfaction`] ?? null,
        ]),
      ),
    );
  });

  test.each(["customer-3", "person-3"])(
    "those of %s are those of their id, else of the user",
    async (customer) => {
      const result = await api.get<InteractionsResult>(
        `/api/interactions?${rangeOf({ from, to })}&customer=${customer}`,
      );
      const own = between(once, { from, to }).filter(
        (one) => (one.attributes["customer.id"] ?? one.user) === customer,
      );
      expect(toComparable(result.current)).toEqual(figuresOf(own));
    },
  );
});

testAskedRoutes("interactions.test.ts");

const byValue = ([a]: readonly unknown[], [b]: readonly unknown[]): number =>
  String(a) < String(b) ? -1 : 1;

function stepAt(time: string, stepMs: number): Period {
  const from = Date.parse(time);
  return { from, to: from + stepMs };
}

function figuresOf(own: readonly RawRecord[]): object {
  const numbers = (name: string): number[] =>
    own.flatMap(({ attributes }) => {
      const value = attributes[prefix + name];
      return value === undefined ? [] : [Number(value)];
    });
  const satisfactions = numbers("satisfaction");
  return {
    count: own.length,
    rated: satisfactions.length,
    satisfaction: closeOrNull(satisfactions.length === 0 ? null : sum(satisfactions) / satisfactions.length),
    lowest: satisfactions.length === 0 ? null : Math.min(...satisfactions),
    highest: satisfactions.length === 0 ? null : Math.max(...satisfactions),
    values: centsOf(own, "value"),
    revenueImpacts: centsOf(own, "revenue_impact"),
    p50Ms: closeOrNull(percentileOf(numbers("duration_ms"), 0.5)),
    p95Ms: closeOrNull(percentileOf(numbers("duration_ms"), 0.95)),
  };
}

/** In hundredths, by currency. */
function centsOf(own: readonly RawRecord[], name: string): Record<string, number> {
  const cents: Record<string, number> = {};
  for (const { attributes } of own) {
    const value = attributes[prefix + name];
    const currency = String(attributes[`${prefix}currency`]);
    if (value !== undefined) cents[currency] = (cents[currency] ?? 0) + Math.round(Number(value) * 100);
  }
  return cents;
}

function toComparable({ values, revenueImpacts, ...figures }: InteractionFigures): object {
  const cents = (amounts: InteractionFigures["values"]): Record<string, number> =>
    Object.fromEntries(amounts.map(({ currency, amount }) => [currency, Math.round(Number(amount) * 100)]));
  return { ...figures, values: cents(values), revenueImpacts: cents(revenueImpacts) };
}
