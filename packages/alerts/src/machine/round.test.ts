import { expect, test } from "vitest";
import type { Input } from "../condition/reading.ts";
import type { GroupSample } from "../condition/sample.ts";
import type { AlertRule, RuleFile } from "../rule/rule.ts";
import { createEngine } from "./engine.ts";
import { evaluateRound } from "./round.ts";
import { type EngineState, newEngineState } from "./state.ts";

const start = Date.parse("2026-03-02T09:00:00Z");
const minute = 60_000;
const queue: AlertRule = {
  name: "Queue grows",
  on: { metric: "jobs" },
  when: { above: 10 },
  severity: "page",
};
const database: AlertRule = { name: "Database down", on: { metric: "down" }, when: { above: 0 } };

type Values = Readonly<Record<string, readonly (number | Readonly<Record<string, number>> | undefined)[]>>;

/** Evaluates once a minute over the values of metrics, by group where they are objects; gives `minute kind rule`. */
function run(file: RuleFile, values: Values): { changes: string[]; notices: string[]; state: EngineState } {
  const engine = createEngine(file);
  let state = newEngineState;
  const [changes, notices]: string[][] = [[], []];
  const length = Math.max(...Object.values(values).map((one) => one.length));
  for (let index = 0; index < length; index += 1) {
    const round = evaluateRound(engine, state, start + index * minute, (input) => ({
      groups: samplesOf(input, values, index),
    }));
    // as after a restart
    state = JSON.parse(JSON.stringify(round.state)) as EngineState;
    const name = (rule: string, group: object): string => [rule, ...Object.values(group)].join(" ");
    changes!.push(...round.changes.map((one) => `${index} ${one.kind} ${name(one.rule, one.group)}`));
    notices!.push(
      ...round.notices.map((one) => {
        const by =
          one.withheld === undefined ? "" : ` held by ${one.withheld.by} ${one.withheld.name}`.trimEnd();
        return `${index} ${one.kind} ${name(one.rule, one.group)}${by === "" ? "" : ` ${by.trim()}`}`;
      }),
    );
  }
  return { changes: changes!, notices: notices!, state };
}

function samplesOf({ source, groupBy }: Input, values: Values, index: number): GroupSample[] {
  const value = "metric" in source ? values[source.metric]?.[index] : undefined;
  if (value === undefined) return [];
  if (typeof value === "number") return [{ labels: {}, sample: { value } }];
  return Object.entries(value).map(([label, one]) => ({
    labels: { [groupBy[0]!]: label },
    sample: { value: one },
  }));
}

const at = (index: number): string => new Date(start + index * minute).toISOString();

test("sends one message for each change that receivers need to know, and none while nothing changes", () => {
  const { notices } = run({ alerts: [queue] }, { jobs: [1, 20, 20, 20, 1, 1] });
  expect(notices).toEqual(["1 firing Queue grows", "4 recovered Queue grows"]);
});

test("a recovery threshold keeps an alert firing until the value has crossed it", () => {
  const rule: AlertRule = { ...queue, when: { above: 10, recover: 5 } };
  expect(run({ alerts: [rule] }, { jobs: [20, 8, 6, 5] }).changes).toEqual([
    "0 firing Queue grows",
    "3 recovered Queue grows",
  ]);
});

test("reminds while an alert fires", () => {
  const { notices } = run(
    { alerts: [{ ...queue, remind: "3m" }] },
    { jobs: [20, 20, 20, 20, 20, 20, 20, 1] },
  );
  expect(notices).toEqual([
    "0 firing Queue grows",
    "3 reminder Queue grows",
    "6 reminder Queue grows",
    "7 recovered Queue grows",
  ]);
});

test("a group has its own state, and groups beyond the limit are counted", () => {
  const rule: AlertRule = { ...queue, groupBy: ["region"], groupLimit: 2 };
  const { changes, state } = run(
    { alerts: [rule] },
    {
      jobs: [
        { b: 20, c: 20, a: 1 },
        { b: 1, c: 20, a: 20 },
      ],
    },
  );
  expect(changes).toEqual(
    ["0 firing Queue grows b", "1 firing Queue grows a", "1 recovered Queue grows b"].toSorted((x, y) =>
      x < y ? -1 : 1,
    ),
  );
  expect(state.rules["Queue grows"]!.leftOut).toBe(1);
});

test("a silence withholds the message, and the alert that still fires at its end is sent then", () => {
  const silence = { name: "migration", match: { severity: "page" }, from: at(1), to: at(4) };
  const { notices } = run({ alerts: [queue], silences: [silence] }, { jobs: [1, 20, 20, 20, 20, 1] });
  expect(notices).toEqual([
    "1 firing Queue grows held by silence migration",
    "4 firing Queue grows",
    "5 recovered Queue grows",
  ]);
});

test("an alert that fires and recovers inside of a silence is never sent", () => {
  const silence = { name: "migration", match: { alert: "Queue*" }, from: at(1), to: at(9) };
  const { notices } = run(
    { alerts: [queue], silences: [silence] },
    { jobs: [1, 20, 1, 1, 20, 1, 1, 1, 1, 1, 1] },
  );
  expect(notices.filter((one) => !one.includes("held"))).toEqual([]);
});

test("a recovery during a silence is sent if the silence says so, else at its end", () => {
  const silence = { name: "migration", match: { alert: "Queue grows" }, from: at(2), to: at(6) };
  const jobs = [1, 20, 20, 1, 1, 1, 1, 1];
  const sent = (reportRecovery: boolean): string[] =>
    run({ alerts: [queue], silences: [{ ...silence, reportRecovery }] }, { jobs }).notices.filter(
      (one) => !one.includes("held"),
    );
  expect(sent(true)).toEqual(["1 firing Queue grows", "3 recovered Queue grows"]);
  expect(sent(false)).toEqual(["1 firing Queue grows", "6 recovered Queue grows"]);
});

test.each([
  [
    "while it is made up for withholds its message, too",
    5,
    ["1 firing Queue grows held by silence migration"],
  ],
  ["that is over by then withholds nothing", 9, ["1 firing Queue grows"]],
])("a silence that begins after a missed time, %s", (_, madeUpAt, expected) => {
  const silence = { name: "migration", match: { alert: "Queue*" }, from: at(4), to: at(9) };
  const engine = createEngine({ alerts: [queue], silences: [silence] });
  const read = () => ({ groups: [{ labels: {}, sample: { value: 20 } }] });
  const { notices } = evaluateRound(engine, newEngineState, start + minute, read, {
    madeUpMs: start + madeUpAt * minute,
  });
  const told = notices.map(({ kind, rule, withheld }) =>
    [
      `1 ${kind} ${rule}`,
      ...(withheld === undefined ? [] : [`held by ${withheld.by} ${withheld.name}`]),
    ].join(" "),
  );
  expect(told).toEqual(expected);
});

test("a silence that does not match withholds nothing", () => {
  const silence = {
    name: "migration",
    match: { severity: "page", owner: "team-other" },
    from: at(0),
    to: at(9),
  };
  expect(run({ alerts: [queue], silences: [silence] }, { jobs: [20] }).notices).toEqual([
    "0 firing Queue grows",
  ]);
});

test("a child is withheld in the same round in which its parent fires, wherever it is in the file", () => {
  const child: AlertRule = { ...queue, dependsOn: ["Database down"] };
  const { notices } = run({ alerts: [child, database] }, { jobs: [1, 20, 20, 20], down: [0, 1, 1, 0] });
  expect(notices).toEqual([
    "1 firing Database down",
    "1 firing Queue grows held by dependency Database down",
    "3 recovered Database down",
    "3 firing Queue grows",
  ]);
});

test("a child waits for a parent that is pending, and is sent when the parent clears", () => {
  const child: AlertRule = { ...queue, dependsOn: ["Database down"] };
  const parent: AlertRule = { ...database, for: "5m" };
  const { notices } = run({ alerts: [child, parent] }, { jobs: [1, 20, 20, 20], down: [0, 1, 1, 0] });
  expect(notices).toEqual(["1 firing Queue grows held by dependency Database down", "3 firing Queue grows"]);
});

test("a parent withholds only children of the same group", () => {
  const groupBy = ["region"];
  const child: AlertRule = { ...queue, groupBy, dependsOn: ["Database down"] };
  const { notices } = run(
    { alerts: [{ ...database, groupBy }, child] },
    { jobs: [{ a: 20, b: 20 }], down: [{ a: 1, b: 0 }] },
  );
  expect(notices).toEqual([
    "0 firing Database down a",
    "0 firing Queue grows a held by dependency Database down",
    "0 firing Queue grows b",
  ]);
});

test("sends nothing outside of the schedule and in maintenance, and catches up after them", () => {
  const later: AlertRule = {
    ...queue,
    schedule: [{ days: ["mon"], from: "10:02", to: "18:00", timeZone: "Europe/Berlin" }],
  };
  expect(run({ alerts: [later] }, { jobs: [20, 20, 20] }).notices).toEqual([
    "0 firing Queue grows held by schedule",
    "2 firing Queue grows",
  ]);
  const maintained: AlertRule = { ...queue, maintenance: [{ from: at(0), to: at(1), reason: "upgrade" }] };
  expect(run({ alerts: [maintained] }, { jobs: [20, 20] }).notices).toEqual([
    "0 firing Queue grows held by maintenance upgrade",
    "1 firing Queue grows",
  ]);
});

test("a reading that failed keeps the state by default and is reported where the rule says so", () => {
  const engine = createEngine({ alerts: [{ ...queue, onError: "report" }, { ...database }] });
  const round = evaluateRound(engine, newEngineState, start, () => ({ error: "the store is recovering" }));
  expect(round.changes).toMatchObject([
    { rule: "Queue grows", kind: "error", reason: "the store is recovering" },
  ]);
});

test("computing a round again gives the same bytes, ids included", () => {
  const engine = createEngine({ alerts: [queue, database] });
  const read = (): { groups: GroupSample[] } => ({ groups: [{ labels: {}, sample: { value: 20 } }] });
  const [first, second] = [1, 2].map(() =>
    JSON.stringify(evaluateRound(engine, newEngineState, start, read)),
  );
  expect(second).toBe(first);
});

test("evaluates a rule once in its interval, and catches up after a missed time", () => {
  const rule: AlertRule = { ...queue, every: "5m" };
  const { changes } = run({ alerts: [rule] }, { jobs: [1, 20, 20, 20, 20, 20, 20] });
  expect(changes).toEqual(["5 firing Queue grows"]);
});

test("rules, groups and silences may have names that every object has", () => {
  const rules = ["__proto__", "constructor"].map((name): AlertRule => ({ ...queue, name }));
  const child: AlertRule = { ...queue, name: "toString", dependsOn: ["constructor"] };
  const silences = [{ name: "s", match: { valueOf: "*" }, from: at(0), to: at(5) }];
  const { changes, notices } = run({ alerts: [...rules, child], silences }, { jobs: [1, 20, 20] });
  expect(changes).toEqual(["1 firing __proto__", "1 firing constructor", "1 firing toString"]);
  expect(notices).toEqual([
    "1 firing __proto__",
    "1 firing constructor",
    "1 firing toString held by dependency constructor",
  ]);
});

test.each([
  ["telemetry that began at the first round", start, ["5 firing Jobs missing"]],
  ["telemetry that began long ago", undefined, ["0 firing Jobs missing"]],
  ["no telemetry at all", Number.POSITIVE_INFINITY, []],
])("of %s, what is absent for a window is an alert", (_, since, expected) => {
  const engine = createEngine({
    alerts: [{ name: "Jobs missing", on: { metric: "jobs" }, when: { absent: true }, window: "5m" }],
  });
  let state = newEngineState;
  const changes: string[] = [];
  for (let index = 0; index < 8; index += 1) {
    const round = evaluateRound(engine, state, start + index * minute, () => ({
      groups: [],
      ...(since !== undefined && { since }),
    }));
    ({ state } = round);
    changes.push(...round.changes.map(({ kind, rule }) => `${index} ${kind} ${rule}`));
  }
  expect(changes).toEqual(expected);
});

test("a share beyond the limit without enough evidence says so for as long as it is the last value", () => {
  const engine = createEngine({
    alerts: [
      { name: "Purchases fail", on: { transaction: "purchase", measure: "failure" }, when: { above: 0.3 } },
    ],
  });
  let state = newEngineState;
  const unsure: (string | undefined)[] = [];
  for (const [index, part] of [5, 2].entries()) {
    const sample = { value: part / 12, part, count: 12 };
    ({ state } = evaluateRound(engine, state, start + index * minute, () => ({
      groups: [{ labels: {}, sample }],
    })));
    unsure.push(state.rules["Purchases fail"]!.groups[""]!.unsure);
  }
  expect(unsure).toEqual([
    expect.stringMatching(/^42 %, above 30 %, but 5 of 12 is not enough: needs 10 of 12$/),
    undefined,
  ]);
});
