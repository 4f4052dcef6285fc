// @module-tag extended
// Anomalies of other values: a long fault is one alert, and the usual value after it does not count.
import { expect, test } from "vitest";
import {
  createEngine,
  evaluateRound,
  type Input,
  inputsOf,
  metric,
  newEngineState,
  type Reading,
  replay,
  type RuleFile,
  scenario,
  sqlValues,
} from "../index.ts";
import { createRandom } from "../replay/random.ts";

/** Minutes of firing and recovering of a rule on a value around 100, which is 60 higher from minute 600 to `to`. */
function turns(to: number, anomaly: { readonly acceptAfter?: string }): (readonly [string, number])[] {
  const noise = (minutes: number): number =>
    100 + 3 * Math.sin(minutes * 12.9898) + 2 * Math.sin(minutes * 78.233);
  const value = (minutes: number): number => noise(minutes) + (minutes >= 600 && minutes < to ? 60 : 0);
  const rule = { name: "a", on: { metric: "latency" }, window: "1m", when: { anomaly } };
  const data = [metric("latency", { value, every: "1m" })];
  const { changes, from } = replay({ alerts: [rule] }, scenario({ for: "48h", data }));
  return changes.map(({ kind, at }) => [kind, (at - from) / 60_000] as const);
}

test("the usual value after a fault of 20 hours does not fire", () => {
  const found = turns(1800, {});
  expect(found.map(([kind]) => kind)).toEqual(["firing", "recovered"]);
  expect(found[0]![1]).toBeLessThan(610);
  expect(found[1]![1]).toBeGreaterThanOrEqual(1800);
  expect(found[1]![1]).toBeLessThan(1810);
});

test("a level that is accepted is the usual one", () => {
  const found = turns(Infinity, { acceptAfter: "4h" });
  expect(found.map(([kind]) => kind)).toEqual(["firing", "recovered"]);
  expect(found[1]![1] - found[0]![1]).toBeGreaterThanOrEqual(239);
  expect(found[1]![1] - found[0]![1]).toBeLessThan(250);
});

/** One value a minute around 100. */
function valuesWith(change: (minutes: number) => number): (minutes: number) => number {
  const noise = createRandom(5).next;
  return (minutes) => 100 + 10 * noise() + change(minutes);
}

/** The sum of the last `length` values. */
const sumOfLast = (values: readonly number[], length: number): number =>
  values.slice(-length).reduce((sum, one) => sum + one, 0);

const query = { sql: "SELECT sum(amount) AS value FROM spans", name: "amounts" } as const;

const aggregations = ["average", "p95", "sum", "query"] as const;

/** When a rule on a window of an hour fires and recovers, in minutes, for changes of one value a minute around 100. A query sums them up. */
function turnsOfAnHour(
  aggregation: (typeof aggregations)[number],
  change: (minutes: number) => number,
): readonly (readonly [string, number])[] {
  const value = valuesWith(change);
  const values: number[] = [];
  const ofHour = (minutes: number): number =>
    values.push(value(minutes)) < 60 ? NaN : sumOfLast(values, 60);
  const isQuery = aggregation === "query";
  const on = isQuery ? query : ({ metric: "latency", aggregation } as const);
  const rule = { name: "a", on, window: "1h", when: { anomaly: {} } } as const;
  const data = [
    isQuery
      ? sqlValues(query.name, { value: ofHour, every: "1m" })
      : metric("latency", { value, every: "1m" }),
  ];
  const { changes, from } = replay({ alerts: [rule] }, scenario({ for: "36h", data }));
  return changes.map(({ kind, at }) => [kind, (at - from) / 60_000] as const);
}

test.each(aggregations)(
  "in a window of an hour, a value that the %s keeps does not fire alone",
  (aggregation) => {
    const spike = (minutes: number): number => (minutes >= 1800 && minutes < 1801 ? 4000 : 0);
    expect(turnsOfAnHour(aggregation, spike)).toEqual([]);
  },
);

test.each(aggregations)("in a window of an hour, another level of the %s fires soon", (aggregation) => {
  const found = turnsOfAnHour(aggregation, (minutes) => (minutes >= 1800 ? 400 : 0));
  expect(found.map(([kind]) => kind)).toEqual(["firing"]);
  expect(found[0]![1]).toBeLessThan(1820);
});

const start = Date.parse("2026-03-02T09:00:00Z");

type ReadAt = (input: Input, minutes: number) => number | string;

/** The state of the rule after each minute; `read` returns a value, or why there is none. */
function statesOf(file: RuleFile, length: number, read: ReadAt): readonly string[] {
  const engine = createEngine(file);
  const states: string[] = [];
  let state = newEngineState;
  for (let minutes = 0; minutes < length; minutes++) {
    const answer = (input: Input): Reading => {
      const found = read(input, minutes);
      return typeof found === "string"
        ? { error: found }
        : { groups: [{ labels: {}, sample: { value: found } }] };
    };
    ({ state } = evaluateRound(engine, state, start + minutes * 60_000, answer));
    states.push(Object.values(state.rules["a"]!.groups)[0]!.state);
  }
  return states;
}

test.each([4000, -4000])(
  "in a query of an hour, a value of %d that is in its sum does not fire",
  (single) => {
    const file: RuleFile = { alerts: [{ name: "a", on: query, window: "1h", when: { anomaly: {} } }] };
    const value = valuesWith((minutes) => (minutes === 1800 ? single : 0));
    const values = Array.from({ length: 2000 }, (_, minutes) => value(minutes));
    const read: ReadAt = ({ windowMs }, minutes) =>
      sumOfLast(values.slice(0, minutes + 60), windowMs / 60_000);
    expect(statesOf(file, 1940, read)).not.toContain("firing");
    expect(inputsOf(createEngine(file).rules)).toHaveLength(1);
  },
);

test("a part of the window that cannot be read is an error until the anomaly is confirmed", () => {
  const on = { metric: "latency" } as const;
  const when = { anomaly: {} } as const;
  const file: RuleFile = { alerts: [{ name: "a", on, window: "1h", when, onError: "report" }] };
  const value = valuesWith((minutes) => (minutes >= 1800 ? 400 : 0));
  const states = statesOf(file, 1860, ({ windowMs }, minutes) => {
    const isRead = windowMs === 3_600_000 || (minutes >= 1830 && minutes < 1840);
    return isRead ? value(minutes) : "too slow";
  });
  expect(new Set(states.slice(1801, 1830))).toEqual(new Set(["error"]));
  expect(new Set(states.slice(1830))).toEqual(new Set(["firing"]));
});
