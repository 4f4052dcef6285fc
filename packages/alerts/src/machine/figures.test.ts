// What messages state: figures of one evaluation, what ended an alert, and the worst value of the time between.
import { expect, test } from "vitest";
import type { Input, Reading } from "../condition/reading.ts";
import type { GroupSample, Sample } from "../condition/sample.ts";
import type { AlertRule, RuleFile } from "../rule/rule.ts";
import { createEngine } from "./engine.ts";
import type { Notice } from "./notify.ts";
import { evaluateRound } from "./round.ts";
import { type EngineState, newEngineState } from "./state.ts";

const minute = 60_000;
const start = Date.parse("2026-03-02T09:00:00Z");

type Read = (input: Input, index: number) => readonly GroupSample[];

/** Rounds of a minute each, with a restart after each. */
function run(file: RuleFile, minutes: number, read: Read): { notices: Notice[]; state: EngineState } {
  const engine = createEngine(file);
  let state: EngineState = newEngineState;
  const notices: Notice[] = [];
  for (let index = 0; index < minutes; index += 1) {
    const answer = (input: Input): Reading => ({ groups: read(input, index) });
    const round = evaluateRound(engine, state, start + index * minute, answer);
    state = JSON.parse(JSON.stringify(round.state)) as EngineState;
    notices.push(...round.notices);
  }
  return { notices, state };
}

const alone = (sample: Sample | undefined): readonly GroupSample[] =>
  sample === undefined ? [] : [{ labels: {}, sample }];
const values =
  (...all: readonly (number | undefined)[]): Read =>
  (_, index) =>
    alone(all[index] === undefined ? undefined : { value: all[index] });
const metric = (when: AlertRule["when"], more: Partial<AlertRule> = {}): RuleFile => ({
  alerts: [{ name: "a", on: { metric: "jobs" }, when, ...more }],
});
const last = (notices: readonly Notice[]): Notice => notices.at(-1)!;

test("an alert that ends without data says so, and states no value", () => {
  const ended = last(run(metric({ above: 10 }, { onNoData: "ok" }), 3, values(20, 30, undefined)).notices);
  expect(ended).toMatchObject({ kind: "recovered", reason: "no data (`onNoData: ok`)" });
  expect(ended.episode).toMatchObject({ worst: 30 });
  expect(ended.value).toBeUndefined();
});

test("an alert that fires for missing data does not state the last value as its own", () => {
  const { notices } = run(metric({ above: 10 }, { onNoData: "fire" }), 2, values(3, undefined));
  expect(last(notices)).toMatchObject({ kind: "firing" });
  expect(last(notices).value).toBeUndefined();
});

test("a group that is gone ends after `forgetAfter`, also where what is counted is 0 then", () => {
  const file: RuleFile = {
    alerts: [
      {
        name: "a",
        on: { transaction: "purchase", measure: "count" },
        groupBy: ["region"],
        when: { below: 5 },
        forgetAfter: "10m",
      },
    ],
  };
  const { notices, state } = run(file, 30, (_, index) =>
    index < 2 ? [{ labels: { region: "eu" }, sample: { value: 20, count: 20 } }] : [],
  );
  expect(notices.map(({ kind, at }) => `${(at - start) / minute} ${kind}`)).toEqual([
    "2 firing",
    "11 recovered",
  ]);
  expect(last(notices).reason).toBe("no data for 10m (`forgetAfter`)");
  expect(last(notices).value).toBeUndefined();
  expect(state.rules["a"]!.groups).toEqual({});
});

test.each<[string, AlertRule["when"], Partial<AlertRule>, readonly string[]]>([
  ["goes on firing", { below: 5 }, {}, ["2 firing"]],
  [
    "ends after a declared `forgetAfter`",
    { below: 5 },
    { forgetAfter: "1d" },
    ["2 firing", "1441 recovered"],
  ],
  ["ends when nothing at all is what it is about", { absent: true }, {}, ["2 firing", "1441 recovered"]],
  [
    "ends, too, where `not` says so",
    { not: { when: { absent: false } } },
    {},
    ["2 firing", "1441 recovered"],
  ],
  ["ends at once when data is what it is about", { absent: false }, {}, ["0 firing", "2 recovered"]],
])("a group of counts without entries for days %s", (_, when, declared, expected) => {
  const on = { transaction: "purchase", measure: "count" } as const;
  const file: RuleFile = { alerts: [{ name: "a", on, groupBy: ["region"], when, ...declared }] };
  const { notices } = run(file, 2 * 1440, (__, index) =>
    index < 2 ? [{ labels: { region: "eu" }, sample: { value: 20, count: 20 } }] : [],
  );
  expect(notices.map(({ kind, at }) => `${(at - start) / minute} ${kind}`)).toEqual(expected);
});

test("a group whose data could not be read is not gone", () => {
  const file: RuleFile = metric(
    { absent: true },
    { groupBy: ["region"], forgetAfter: "5m", onError: "keep" },
  );
  const engine = createEngine(file);
  let state: EngineState = newEngineState;
  for (let index = 0; index < 20; index += 1) {
    const answer = (): Reading =>
      index === 0
        ? { groups: [{ labels: { region: "eu" }, sample: { value: 1 } }] }
        : index === 1
          ? { groups: [] }
          : { error: "too slow" };
    ({ state } = evaluateRound(engine, state, start + index * minute, answer));
  }
  expect(Object.values(state.rules["a"]!.groups)[0]!.state).toBe("firing");
});

test("a reminder states value and counts of one window, also when the window decides nothing", () => {
  const file: RuleFile = {
    alerts: [
      {
        name: "a",
        on: { transaction: "purchase", measure: "failure" },
        when: { above: 0.3 },
        remind: "1m",
      },
    ],
  };
  const share = (part: number, count: number): Sample => ({ value: part / count, part, count });
  const { notices, state } = run(file, 2, (_, index) => alone(index === 0 ? share(50, 60) : share(2, 4)));
  expect(last(notices)).toMatchObject({ kind: "reminder", value: 0.5, values: { part: 2, count: 4 } });
  expect(Object.values(state.rules["a"]!.groups)[0]).toMatchObject({
    value: 0.5,
    values: { part: 2, count: 4 },
  });
});

test("the worst value of a forecast below a limit is the lowest", () => {
  const file = metric({ forecast: { below: 10, within: "1h" } });
  const { state } = run(file, 4, values(9, 4, 8, 8));
  expect(Object.values(state.rules["a"]!.groups)[0]!.episode?.worst).toBe(4);
});

test("the worst value does not depend on the threshold at which the alert recovers", () => {
  const { state } = run(metric({ above: 10, recover: 2 }), 3, values(20, 19, 5));
  expect(Object.values(state.rules["a"]!.groups)[0]!.episode?.worst).toBe(20);
});

test("the worst values of a condition with members are of each member that held", () => {
  const file: RuleFile = {
    alerts: [
      {
        name: "a",
        when: {
          any: [
            { on: { metric: "free" }, when: { below: 10 } },
            { on: { metric: "jobs" }, when: { above: 100 } },
          ],
        },
      },
    ],
  };
  const free = [9, 3, 8, 50];
  const jobs = [20, 300, 200, 20];
  const { notices } = run(file, 4, ({ source }, index) =>
    alone({ value: ("metric" in source && source.metric === "free" ? free : jobs)[index]! }),
  );
  expect(last(notices)).toMatchObject({ kind: "recovered" });
  expect(last(notices).episode?.worst).toBeUndefined();
  expect(last(notices).episode?.members).toMatchObject({ 1: { worst: 3 }, 2: { worst: 300 } });
});

test("a message about data that is back says nothing of an alert before", () => {
  const file = metric({ above: 10 }, { onNoData: "report" });
  const { notices } = run(file, 5, values(20, 1, 1, undefined, 1));
  expect(notices.map(({ kind }) => kind)).toEqual(["firing", "recovered", "noData", "recovered"]);
  expect(notices[1]!.episode).toMatchObject({ worst: 20 });
  expect(last(notices).episode).toBeUndefined();
});

test("the value of a burn rate is of the pair that burns", () => {
  const windows = [
    { long: "1h", short: "5m", factor: 14.4 },
    { long: "6h", short: "30m", factor: 6 },
  ];
  const on = { transaction: "purchase", measure: "failure" } as const;
  const file: RuleFile = {
    objectives: [{ name: "Purchases succeed", on, target: 0.99, alerts: [] }],
    alerts: [{ name: "a", when: { burnRate: { objective: "Purchases succeed", windows } } }],
  };
  // fast in the last hour, not in the last five minutes
  const bad: Readonly<Record<string, number>> = { 60: 200, 5: 10, 360: 80, 30: 90 };
  const { notices } = run(file, 1, ({ windowMs }) => {
    const part = bad[windowMs / minute]!;
    return alone({ value: part / 1000, part, count: 1000 });
  });
  expect(last(notices)).toMatchObject({ kind: "firing", values: { pair: 2, "bad 6h": 80 } });
  expect(last(notices).value).toBeCloseTo(8, 9);
});
