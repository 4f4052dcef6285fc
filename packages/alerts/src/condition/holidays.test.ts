// Holidays of an anomaly: they are neither learned nor judged.
import { expect, test } from "vitest";
import type { Reading } from "./reading.ts";
import type { Source } from "../source/sources.ts";
import { createEngine } from "../machine/engine.ts";
import { evaluateRound } from "../machine/round.ts";
import { newEngineState } from "../machine/state.ts";
import { replay, scenario, transactions } from "../index.ts";
import type { AlertRule } from "../rule/rule.ts";

const start = "2026-03-02T00:00:00Z";
const hours = (count: number): string => new Date(Date.parse(start) + count * 3_600_000).toISOString();

function turns(
  perHour: Readonly<Record<string, number>>,
  holiday: readonly [from: number, to: number] | undefined,
): (readonly [string, number])[] {
  const holidays =
    holiday === undefined ? [] : [{ name: "sale", from: hours(holiday[0]), to: hours(holiday[1]) }];
  const rule = {
    name: "a",
    on: { transaction: "purchase", measure: "count" },
    when: { anomaly: { holidays } },
  } as const;
  const data = [transactions("purchase", { perHour: { start: 600, ...perHour } })];
  const { changes, from } = replay({ alerts: [rule] }, scenario({ start, for: "30h", seed: 4, data }));
  return changes.map(({ kind, at }) => [kind, (at - from) / 3_600_000] as const);
}

const sale = { "+6h": 9000, "+16h": 600 };

test("what happens in a holiday does not fire, and is not what is usual after it", () => {
  expect(turns(sale, undefined).map(([kind]) => kind)).toContain("firing");
  expect(turns(sale, [6, 16])).toEqual([]);
});

test("an outage that began before a holiday fires until after it", () => {
  const found = turns({ "+5h": 0, "+20h": 600 }, [6, 16]);
  expect(found.map(([kind]) => kind)).toEqual(["firing", "recovered"]);
  expect(found[0]![1]).toBeLessThan(5.5);
  expect(found[1]![1]).toBeGreaterThanOrEqual(20);
});

const minute = 60_000;
const noise = (minutes: number): number => 3 * Math.sin(minutes * 12.9898) + 2 * Math.sin(minutes * 78.233);
const groupOf = (sample: Extract<Reading, { groups: unknown }>["groups"][number]["sample"]): Reading => ({
  groups: [{ labels: {}, sample }],
  since: 0,
});
const metricAt = (value: number): Reading => groupOf({ value });
const countAt = (value: number): Reading => groupOf({ value, count: value });
const shareAt = (part: number): Reading => groupOf({ value: part / 100, part, count: 100 });

/** Minutes of changes of a rule with a holiday from minute 600 to 1200; a person accepts the level in minute `acceptAt`. */
function changesOf(
  on: Source,
  readAt: (minutes: number) => Reading,
  {
    acceptAt,
    ...rule
  }: { readonly acceptAt?: number } & Partial<Pick<AlertRule, "onNoData" | "onError">> = {},
): readonly string[] {
  const holidays = [{ name: "sale", from: hours(10), to: hours(20) }];
  const engine = createEngine({
    alerts: [{ name: "a", on, window: "1m", when: { anomaly: { holidays } }, ...rule }],
  });
  let state = newEngineState;
  const found: string[] = [];
  for (let index = 0; index < 2000; index++) {
    const at = Date.parse(start) + index * minute;
    const round = evaluateRound(engine, state, at, () => readAt(index), {
      accepted: () => (acceptAt !== undefined && index >= acceptAt ? "anna" : undefined),
    });
    state = round.state;
    found.push(...round.changes.map(({ kind }) => `${kind} ${index}`));
  }
  return found;
}

const metric: Source = { metric: "latency" };
const count: Source = { transaction: "purchase", measure: "count" };
const share: Source = { transaction: "purchase", measure: "completion" };
const isHoliday = (minutes: number): boolean => minutes > 600 && minutes <= 1200;

test.each<[string, Source, (minutes: number) => Reading]>([
  ["metric", metric, (minutes) => metricAt((isHoliday(minutes) ? 900 : 100) + noise(minutes))],
  ["count", count, (minutes) => countAt(Math.round((isHoliday(minutes) ? 900 : 100) + noise(minutes)))],
  ["share", share, (minutes) => shareAt(isHoliday(minutes) ? 40 : 95)],
])("a %s that is as before the holiday does not fire when it ends", (_, on, readAt) => {
  expect(changesOf(on, readAt)).toEqual([]);
});

test.each<[string, Source, (minutes: number) => Reading]>([
  ["metric", metric, (minutes) => metricAt((minutes < 500 ? 100 : 160) + noise(minutes))],
  ["count", count, (minutes) => countAt(Math.round((minutes < 500 ? 100 : 6) + noise(minutes) / 4))],
  ["share", share, (minutes) => shareAt(minutes < 500 ? 95 : 60)],
])("the level of a %s that a person accepts in a holiday ends the alert then", (_, on, readAt) => {
  expect(changesOf(on, readAt, { acceptAt: 700 })).toEqual([
    expect.stringMatching(/^firing 5\d\d$/),
    "recovered 700",
  ]);
});

test(
  "a holiday without data, or that cannot be read, neither fires nor recovers",
  { tags: ["extended"] },
  () => {
    const readAt = (there: Reading) => (minutes: number) =>
      isHoliday(minutes) ? there : metricAt(100 + noise(minutes));
    const policies = { onNoData: "fire", onError: "fire" } as const;
    expect(changesOf(metric, readAt({ groups: [], since: 0 }), policies)).toEqual([]);
    expect(changesOf(metric, readAt({ error: "the store is away" }), policies)).toEqual([]);
  },
);
