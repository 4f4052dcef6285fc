// Every source and condition, replayed over scenarios and tables.
import { expect, test } from "vitest";
import type { AlertRule, Objective } from "../rule/rule.ts";
import { factsOfCsv } from "./csv.ts";
import type { Recording } from "./recording.ts";
import { replay } from "./replay.ts";
import { scenario, type Track } from "./scenario.ts";
import { timelineText } from "./timeline-text.ts";
import {
  errors,
  events,
  findings,
  funnel,
  logs,
  metric,
  requests,
  sqlValues,
  transactions,
  workflows,
} from "./tracks.ts";

type Condition = Omit<AlertRule, "name">;

/** `minutes since 09:00, kind` of each change. */
function changesOf(rule: Condition, data: Recording | readonly Track[], length = "3h"): string[] {
  const recording: Recording = "facts" in data ? data : scenario({ for: length, data });
  const { changes, from } = replay({ alerts: [{ name: "a", ...rule }] }, recording);
  return changes.map(({ at, kind }) => `${(at - from) / 60_000} ${kind}`);
}

/** Minutes from the fault at 10:00 to the first firing; checks that nothing fired before. */
function foundAfter(rule: Condition, ...data: readonly Track[]): number {
  const changes = changesOf(rule, data);
  const first = changes.find((one) => one.endsWith("firing"));
  const minutes = first === undefined ? Infinity : Number(first.split(" ")[0]) - 60;
  expect(minutes).toBeGreaterThan(0);
  return minutes;
}

const fault = (before: number, after: number): Readonly<Record<string, number>> => ({
  start: before,
  "10:00": after,
});

test("conversion falls from 40 % to 20 % at 10:00", () => {
  const rule: Condition = {
    on: { funnel: "checkout", from: "cart", to: "payment" },
    window: "15m",
    when: { below: 0.3 },
    evidence: { expected: 0.4 },
  };
  const plan = { from: "cart", to: "payment", perHour: 2000, conversion: fault(0.4, 0.2) };
  expect(foundAfter(rule, funnel("checkout", plan))).toBeLessThanOrEqual(15);
});

const newErrors = (learnFor?: string): Condition => ({
  on: { errors: "new", ...(learnFor !== undefined && { learnFor }) },
  window: "2m",
  when: { above: 0 },
});
const usualErrors = [
  errors("MailboxFull", { perHour: 60 }),
  errors("LabelJam", { perHour: { start: 0, "09:08": 60 } }),
  errors("VoucherRejected", { perHour: { start: 0, "09:30": 60 } }),
];

test("errors of the first ten minutes of telemetry are not new", () => {
  expect(changesOf(newErrors(), usualErrors, "1h")).toEqual(["31 firing", "33 recovered"]);
});

test("how long a rule on new errors learns can be set", () => {
  expect(changesOf(newErrors("5m"), usualErrors, "20m")).toEqual(["9 firing", "11 recovered"]);
  expect(changesOf(newErrors("0s"), usualErrors, "5m")[0]).toBe("2 firing");
});

test.each<[string, Condition, Track]>([
  [
    "completion of transactions",
    { on: { transaction: "purchase", measure: "completion" }, when: { below: 0.6 } },
    transactions("purchase", { perHour: 1200, completion: fault(0.95, 0.1) }),
  ],
  [
    "volume of transactions",
    { on: { transaction: "purchase", measure: "count" }, when: { below: 40 } },
    transactions("purchase", { perHour: fault(1200, 100) }),
  ],
  [
    "amount of transactions",
    { on: { transaction: "purchase", measure: "amount" }, when: { below: 2000 } },
    transactions("purchase", { perHour: 1200, amount: fault(80, 8) }),
  ],
  [
    "duration of transactions",
    { on: { transaction: "purchase", measure: "p95" }, when: { above: 5 } },
    transactions("purchase", { perHour: 1200, seconds: fault(1, 8) }),
  ],
  [
    "errors of an operation",
    { on: { operation: "POST /checkout", measure: "errors" }, when: { above: 0.1 } },
    requests("POST /checkout", { perHour: 3600, errors: fault(0.01, 0.5) }),
  ],
  [
    "duration of a service",
    { on: { service: "payments", measure: "p95" }, when: { above: 1 } },
    requests("POST /charge", { service: "payments", perHour: 3600, seconds: fault(0.2, 3) }),
  ],
  [
    "rate of a service",
    { on: { service: "payments", measure: "rate" }, when: { below: 0.3 } },
    requests("POST /charge", { service: "payments", perHour: fault(3600, 60) }),
  ],
  [
    "stuck instances of a workflow",
    { on: { workflow: "order", measure: "stuck", longerThan: "10m" }, when: { above: 5 } },
    workflows("order", { perHour: 120, states: ["created", "packed", "shipped"], stuck: fault(0, 1) }),
  ],
  [
    "a new group of errors",
    { on: { errors: "new" }, when: { above: 0 } },
    errors("TypeError", { perHour: fault(0, 60) }),
  ],
  [
    "a returning group of errors",
    { on: { errors: "returning", quietFor: "30m" }, when: { above: 0 } },
    errors("TypeError", { perHour: { start: 60, "09:10": 0, "10:00": 60 }, known: true }),
  ],
  [
    "rate of a log pattern",
    { on: { log: "payment * declined", severity: "warn" }, when: { above: 20 } },
    logs("payment p-1 declined", { perHour: fault(10, 1200), severity: "error" }),
  ],
  [
    "an event",
    { on: { event: "voucher.rejected" }, when: { above: 20 } },
    events("voucher.rejected", { perHour: fault(10, 1200) }),
  ],
  [
    "a finding of a detector",
    { on: { finding: "repeated-queries" }, when: { above: 0 } },
    findings("repeated-queries", { perHour: fault(0, 120) }),
  ],
  ["a metric", { on: { metric: "jobs" }, when: { above: 200 } }, metric("jobs", { value: fault(10, 500) })],
  [
    "the rate of a counter",
    { on: { metric: "orders", aggregation: "rate" }, when: { below: 0.5 } },
    metric("orders", { value: fault(30, 1), kind: "increase" }),
  ],
  [
    "a query",
    { on: { sql: "SELECT 1 AS value", name: "open orders" }, when: { above: 5 } },
    sqlValues("open orders", { value: fault(1, 9) }),
  ],
  [
    "absence of data",
    { on: { metric: "heartbeat" }, when: { absent: true } },
    metric("heartbeat", { value: fault(1, NaN) }),
  ],
  [
    "a change against the same time earlier",
    {
      on: { transaction: "purchase", measure: "count" },
      window: "10m",
      when: { change: { ago: "30m", below: -0.5 } },
    },
    transactions("purchase", { perHour: fault(1200, 240) }),
  ],
  [
    "a change of a share",
    {
      on: { transaction: "purchase", measure: "completion" },
      window: "10m",
      when: { change: { ago: "30m", below: -0.3 } },
    },
    transactions("purchase", { perHour: 1200, completion: fault(0.9, 0.3) }),
  ],
])("finds a fault in %s, and nothing before it", (_, rule, track) => {
  expect(foundAfter(rule, track)).toBeLessThanOrEqual(20);
});

test("the detector finds a shift of a metric, says what it expected, and is quiet before", () => {
  const noise = (minutes: number): number =>
    100 + 3 * Math.sin(minutes * 12.9898) + 2 * Math.sin(minutes * 78.233);
  const track = metric("latency", {
    value: (minutes) => noise(minutes) + (minutes >= 240 ? 60 : 0),
    every: "1m",
  });
  const rule: AlertRule = {
    name: "a",
    on: { metric: "latency" },
    window: "1m",
    when: { anomaly: { direction: "above" } },
  };
  const { changes, from } = replay({ alerts: [rule] }, scenario({ for: "5h", data: [track] }));
  const [first] = changes;
  expect((first!.at - from) / 60_000).toBeGreaterThanOrEqual(240);
  expect((first!.at - from) / 60_000).toBeLessThanOrEqual(250);
  expect(first!.values!["expected"]).toBeCloseTo(100, -1);
  expect(first!.reason).not.toBe("");
});

test("a forecast fires before the limit is reached", () => {
  const disk = metric("disk", { value: (minutes) => 40 + minutes / 3 });
  const rule: Condition = {
    on: { metric: "disk" },
    when: { forecast: { above: 80, within: "30m", over: "30m" } },
  };
  const [first] = changesOf(rule, [disk]);
  // the limit is reached after 120 minutes
  expect(Number(first!.split(" ")[0])).toBeGreaterThan(80);
  expect(Number(first!.split(" ")[0])).toBeLessThanOrEqual(91);
});

test("a composite condition needs all of its members, and not the excluded one", () => {
  const rule: Condition = {
    when: {
      all: [
        { on: { transaction: "purchase", measure: "failure" }, when: { above: 0.5 } },
        { on: { transaction: "purchase", measure: "count" }, when: { above: 50 } },
        { not: { on: { metric: "maintenance" }, when: { above: 0 } } },
      ].map((one) => ("not" in one ? { when: one } : one)) as never,
    },
  };
  const fails = (perHour: number, maintenance: number): string[] =>
    changesOf(rule, [
      transactions("purchase", { perHour, completion: fault(1, 0) }),
      metric("maintenance", { value: maintenance }),
    ]);
  expect(fails(1200, 0)[0]).toMatch(/firing$/);
  expect(fails(120, 0)).toEqual([]);
  expect(fails(1200, 1)).toEqual([]);
});

test("an objective pages when its budget burns fast, and not at its target", () => {
  const objective: Objective = { name: "Good", on: { operation: "GET /", measure: "errors" }, target: 0.99 };
  const run = (share: Readonly<Record<string, number>>) => {
    const data = scenario({ for: "3h", data: [requests("GET /", { perHour: 2400, errors: share })] });
    return replay({ objectives: [objective] }, data);
  };
  expect(run({ start: 0.009 }).changes).toEqual([]);
  const { changes, rules } = run(fault(0.005, 0.4));
  expect(new Set(changes.map(({ rule }) => rule))).toEqual(new Set(["Good: error budget burns"]));
  expect(changes.map(({ severity }) => severity)).toContain("page");
  // a change of the severity does not count as a firing
  expect(rules[0]!.firings).toBe(changes.filter(({ kind }) => kind === "firing").length);
});

test("groups of a table fire alone, and a delay looks at an earlier window", () => {
  const rows = Array.from({ length: 40 }, (_, minute) => {
    const time = new Date(Date.parse("2026-03-02T09:00:00Z") + minute * 60_000).toISOString();
    return ["nordpay", "cardway"].map(
      (name) => `${time},${name},${name === "nordpay" && minute >= 20 ? 9 : 1}`,
    );
  });
  const facts = factsOfCsv(["time,payment.provider,declined", ...rows.flat()].join("\n"));
  const rule: Condition = {
    on: { metric: "declined" },
    window: "1m",
    groupBy: ["payment.provider"],
    when: { above: 5 },
  };
  const { changes } = replay({ alerts: [{ name: "a", ...rule }] }, { facts });
  expect(changes.map(({ group, kind }) => [group, kind])).toEqual([
    [{ "payment.provider": "nordpay" }, "firing"],
  ]);
  const minutes = (delay: string): string[] => changesOf({ ...rule, delay }, { facts });
  expect([minutes("0s"), minutes("3m")]).toEqual([["21 firing"], ["24 firing"]]);
});

test("the same data gives the same timeline, byte for byte", () => {
  const make = (): string =>
    JSON.stringify(
      replay(
        {
          alerts: [{ name: "a", on: { transaction: "purchase", measure: "failure" }, when: { above: 0.3 } }],
        },
        scenario({
          for: "2h",
          data: [transactions("purchase", { perHour: 600, completion: fault(0.9, 0.3) })],
        }),
      ),
    );
  expect(make()).toBe(make());
});

test("prints a line for each change and a summary", () => {
  const data = scenario({
    for: "1h",
    data: [metric("jobs", { value: { start: 1, "09:20": 20, "09:40": 1 } })],
  });
  const silence = {
    name: "migration",
    match: { alert: "Queue grows" },
    from: "2026-03-02T09:10:00Z",
    to: "2026-03-02T09:30:00Z",
  };
  const rule: AlertRule = { name: "Queue grows", on: { metric: "jobs" }, when: { above: 10 }, for: "2m" };
  expect(timelineText(replay({ alerts: [rule], silences: [silence] }, data))).toBe(
    [
      "2026-03-02 09:00:00Z to 2026-03-02 10:00:00Z, 1 rule",
      "",
      "2026-03-02 09:21:00Z  pending      Queue grows  value 20 (limit 10)",
      "2026-03-02 09:23:00Z  firing       Queue grows  value 20 (limit 10)",
      "2026-03-02 09:23:00Z  firing held  Queue grows  by silence migration",
      "2026-03-02 09:30:00Z  firing sent  Queue grows  since 2026-03-02 09:23:00Z",
      "2026-03-02 09:41:00Z  recovered    Queue grows  value 1 (limit 10)",
      "",
      "Queue grows  ticket  fired once, 18m in all",
    ].join("\n"),
  );
});

test.each([
  ["", "The table is empty. Write a row of column names and a row for each fact."],
  ["a,b\n1,2", "There is no column `time`; the columns are `a`, `b`. Add it."],
  ["time,a\n2026-03-02T09:00:00Z", "Row 2 has 1 cells; expected 2. Quote cells that have commas."],
  [
    "time,a\nyesterday,1",
    "Row 2, column `time` is `yesterday`; expected a time such as `2026-03-02T09:00:00Z`, or Unix seconds or milliseconds.",
  ],
  ["time,metric,value\n1772442000,jobs,many", "Row 2, column `value` is `many`; expected a number."],
  [
    "time,transaction,outcome\n1772442000,purchase,lost",
    "Row 2, column `outcome` is `lost`; expected `completed`, `failed`, `abandoned`.",
  ],
])("a table that cannot be read says where: %j", (text, message) => {
  expect(() => factsOfCsv(text)).toThrow(message);
});

test("reads quotes, line ends of Windows, and times in several forms", () => {
  const facts = factsOfCsv(
    'time,log,severity,region\r\n1772442000,"a ""b"", c",error,eu\r\n2026-03-02 09:00:00,d,,\r\n1772442000000,e,,us\r\n',
  );
  expect(facts).toEqual([
    { at: 1_772_442_000_000, attributes: { region: "eu" }, log: 'a "b", c', severity: 17 },
    { at: 1_772_442_000_000, attributes: {}, log: "d", severity: 9 },
    { at: 1_772_442_000_000, attributes: { region: "us" }, log: "e", severity: 9 },
  ]);
});

test("a scenario names the time that it cannot read", () => {
  const plan =
    (value: Readonly<Record<string, number>>): (() => unknown) =>
    () =>
      scenario({ for: "1h", data: [metric("jobs", { value })] });
  expect(plan({ start: 1, "25:00": 2 })).toThrow("`jobs.value` has the time `25:00`.");
  expect(plan({ "10:00": 2 })).toThrow(
    "`jobs.value` has no value for the start of the scenario. Add `start: …`.",
  );
  expect(plan({ start: 1, "+90m": 2 })).not.toThrow();
});

test("columns may have names that every object has, and groups by attributes that rows lack are empty", () => {
  const facts = factsOfCsv(
    "time,metric,value,__proto__\n2026-03-02T09:00:00Z,m,5,a\n2026-03-02T09:06:00Z,m,5,b\n",
  );
  const rule = (name: string): AlertRule => ({
    name,
    on: { metric: "m" },
    when: { above: 1 },
    groupBy: [name],
  });
  const { changes } = replay({ alerts: [rule("__proto__"), rule("constructor")] }, { facts });
  expect(changes.map(({ id }) => id)).toEqual([
    '__proto__ {"__proto__":"a"} firing 2026-03-02T09:05:00.000Z',
    'constructor {"constructor":""} firing 2026-03-02T09:05:00.000Z',
  ]);
});

test.each([
  ["time,m\n2026-02-30T09:00:00Z,1", "Row 2, column `time` is `2026-02-30T09:00:00Z`"],
  ["time,m\n2026-3-2,1", "Row 2, column `time` is `2026-3-2`"],
  ["time,event,count\n2026-03-02,a,-5", 'Row 2, column `count` is `"-5"`; expected 0 or more.'],
  ["time,m,m\n2026-03-02,1,2", "There are two columns `m`."],
  ["time,log\n2026-03-02,\n", "Row 2, column `log` is empty; expected text."],
])("rejects the table %j and names what is wrong", (text, message) => {
  expect(() => factsOfCsv(text)).toThrow(message);
});

test("cells without a number are gaps, and a column of numbers with another text is a mistake", () => {
  const rows = Array.from({ length: 20 }, (_, minute) => `2026-03-02T09:${10 + minute}:00Z,${minute}`);
  const table = (...more: string[]) => factsOfCsv(["time,load", ...rows, ...more].join("\n"));
  const gaps = ["NaN", "null", "", "-", "n/a"].map((cell, index) => `2026-03-02T10:0${index}:00Z,${cell}`);
  expect(table(...gaps)).toHaveLength(20);
  expect(() => table("2026-03-02T10:00:00Z,high")).toThrow(
    "Row 22, column `load` is `high`; expected a number, or nothing for a gap, as in the other rows.",
  );
  expect(() => table("2026-03-02T10:00:00Z,Infinity")).toThrow("Row 22, column `load` is `Infinity`");
});

test("the summary names rules whose source is not in the data", () => {
  const when = { above: 1 };
  const timeline = replay(
    { alerts: ["load", "laod"].map((name) => ({ name, on: { metric: name }, when })) },
    scenario({ for: "30m", data: [metric("load", { value: 0 })] }),
  );
  expect(timelineText(timeline)).toContain("load  ticket  did not fire\n");
  expect(timelineText(timeline)).toContain(
    "laod  ticket  did not fire: the data has nothing that it looks at",
  );
});

test.each([
  [
    transactions("purchase", { perHour: 60, completion: 40 }),
    "`purchase.completion` is 40; expected 0 to 1.",
  ],
  [transactions("purchase", { perHour: -5 }), "`purchase.perHour` is -5; expected 0 or more."],
  [
    transactions("purchase", {} as never),
    "`purchase.perHour` is missing; expected a number, or numbers by time.",
  ],
  [
    requests("GET /", { perHour: 60, errors: { start: 0, "+5m": NaN } }),
    "`GET /.errors` is NaN; expected 0 to 1.",
  ],
])("rejects a plan that no data can have: %#", (track, message) => {
  expect(() => scenario({ for: "1h", data: [track] })).toThrow(message);
});

test(
  "replays more changes and series than a call has arguments",
  { tags: ["extended"], timeout: 300_000 },
  () => {
    const rules = Array.from({ length: 14 }, (_, index) => ({
      name: `r${index}`,
      on: { metric: "m" },
      when: { above: 1 },
      groupBy: ["host"],
      groupLimit: 10_000,
    }));
    const all: AlertRule = { name: "all", on: { metric: "m" }, when: { above: 1 } };
    const facts = Array.from({ length: 130_000 }, (_, index) => ({
      at: Date.parse("2026-03-02T09:00:00Z") + (index === 0 ? 0 : 299_000),
      attributes: { host: `h${index}` },
      metric: "m",
      kind: "value" as const,
      value: 5,
    }));
    const timeline = replay(
      { alerts: [...rules, all] },
      { facts, from: facts[0]!.at, to: facts[0]!.at + 300_000 },
    );
    expect(timeline.changes).toHaveLength(140_001);
    expect(timeline.rules[0]!.leftOut).toBe(120_000);
    expect(timelineText(timeline).split("\n").at(-1)).toBe("all  ticket  fired once, 0s in all");
  },
);

test.each<[Condition["when"], perHour: number]>([
  [{ change: { ago: "30m", times: 2 } }, 1200],
  [{ below: 10 }, 10],
])("facts before the range say that there was telemetry: %o", (when, after) => {
  const plan = { perHour: { start: 300, "10:00": after } };
  const recording = scenario({ for: "2h", data: [transactions("booking", plan)] });
  const from = recording.from! + 61 * 60_000;
  const rule: Condition = { on: { transaction: "booking", measure: "count" }, window: "15m", when };
  const { changes } = replay({ alerts: [{ name: "a", ...rule }] }, { ...recording, from });
  expect(changes.map(({ kind }) => kind)).toContain("firing");
});
