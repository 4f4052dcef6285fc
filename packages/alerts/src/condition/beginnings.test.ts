// A service that began within a window: what is counted of it is not of the whole window.
import { describe, expect, test } from "vitest";
import { createEngine } from "../machine/engine.ts";
import { evaluateRound } from "../machine/round.ts";
import { type EngineState, type GroupState, newEngineState } from "../machine/state.ts";
import type { AlertRule } from "../rule/rule.ts";
import type { Labels } from "./sample.ts";

const [start, minute] = [Date.parse("2026-03-02T09:00:00Z"), 60_000];
const rateOf = { service: "shop", measure: "rate" } as const;
type Rule = Omit<AlertRule, "name">;

interface Course {
  /** Requests of each minute from the first one on. */
  readonly perMinute: (minute: number) => number;
  readonly minutes: number;
  /** The minute in which the service begins; undefined: long ago, or not known. */
  readonly begins?: number;
  readonly labels?: Labels;
  readonly state?: EngineState;
  readonly first?: number;
}

/** Evaluates once a minute, with a restart after each: the changes, and the group at the end of each minute. */
function run(rule: Rule, { perMinute, minutes, begins, labels = {}, state, first = 0 }: Course) {
  const engine = createEngine({ alerts: [{ name: "a", ...rule }] });
  let now = state ?? newEngineState;
  const changes: string[] = [];
  const groups: (GroupState | undefined)[] = [];
  for (let index = first; index < first + minutes; index++) {
    const round = evaluateRound(engine, now, start + index * minute, ({ source, agoMs, windowMs }) => {
      const last = index - agoMs / minute;
      let count = 0;
      for (let one = Math.max(0, last - windowMs / minute); one < last; one++) count += perMinute(one);
      const isRate = JSON.stringify(source).includes("rate");
      const sample = isRate ? { value: count / (windowMs / 1000) } : { value: count, count };
      const beginnings =
        begins === undefined || begins >= index ? undefined : new Map([["shop", start + begins * minute]]);
      const isWithin = begins !== undefined && begins >= last - windowMs / minute;
      return {
        groups: count === 0 ? [] : [{ labels, sample }],
        ...(isWithin && beginnings !== undefined && { beginnings }),
      };
    });
    now = JSON.parse(JSON.stringify(round.state)) as EngineState;
    changes.push(...round.changes.map(({ kind }) => `${index} ${kind}`));
    groups[index] = Object.values(now.rules["a"]!.groups)[0];
  }
  return { changes, groups, state: now };
}

const steady = (perMinute: number) => (): number => perMinute;
/** Begins in the first minute, and is evaluated from its end on. */
const young = { begins: 0, first: 1, minutes: 20 } as const;

describe("a rate", () => {
  test("is of the time since its service began", () => {
    const rule: Rule = { on: rateOf, window: "15m", when: { above: 100 } };
    const { groups } = run(rule, { ...young, perMinute: steady(120) });
    expect(groups.slice(1).map((group) => group?.value)).toEqual(Array.from({ length: 20 }, () => 2));
  });

  test("is of the whole window where nothing says that its service is young", () => {
    const rule: Rule = { on: rateOf, window: "15m", when: { above: 100 } };
    const { groups } = run(rule, { minutes: 16, perMinute: steady(120) });
    expect(groups[3]?.value).toBeCloseTo((120 * 3) / 900, 12);
    expect(groups[15]?.value).toBe(2);
  });

  test("below its limit begins no alert before the window is covered", () => {
    const rule: Rule = { on: rateOf, window: "15m", when: { below: 1 } };
    const enough = run(rule, { ...young, perMinute: steady(120) });
    expect(enough.changes).toEqual([]);
    expect(enough.groups.filter((group) => group?.unsure !== undefined)).toEqual([]);
    const few = run(rule, { ...young, perMinute: steady(30) });
    expect(few.changes).toEqual(["15 firing"]);
    expect(few.groups[4]).toMatchObject({
      value: 0.5,
      unsure: "below 1, but there is telemetry of 4 of 15 minutes",
    });
    // without its beginning the enough is too few
    expect(run(rule, { minutes: 20, perMinute: steady(120) }).changes).toEqual(["0 firing", "8 recovered"]);
  });

  test("of the covered part ends an alert that is below its limit", () => {
    const rule: Rule = { on: rateOf, window: "15m", when: { below: 1 } };
    const perMinute = (one: number): number => (one < 10 ? 0 : 120);
    const anew = run(rule, { minutes: 30, perMinute, begins: 10 });
    expect(anew.changes).toEqual(["0 firing", "11 recovered"]);
    const weak = run(rule, { minutes: 30, perMinute: (one) => perMinute(one) / 4, begins: 10 });
    expect(weak.changes).toEqual(["0 firing"]);
  });

  test("above its limit begins an alert when all of the window says so, as after a jump", () => {
    const rule: Rule = { on: rateOf, window: "15m", when: { above: 1 } };
    const { changes, groups } = run(rule, { ...young, perMinute: steady(120) });
    // 120 a minute in 15 minutes are above 1 /s from the eighth minute on
    expect(changes).toEqual(["8 firing"]);
    expect(groups[4]).toMatchObject({
      value: 2,
      unsure: "above 1, but there is telemetry of 4 of 15 minutes",
    });
    expect(groups[8]).toMatchObject({ value: 2, state: "firing" });
    const burst = run(rule, { ...young, perMinute: (one) => (one === 0 ? 600 : 6) });
    expect(burst.changes).toEqual([]);
    // the time before does not count for `for`
    const held = run({ ...rule, for: "2m" }, { ...young, perMinute: steady(120) });
    expect(held.changes).toEqual(["8 pending", "10 firing"]);
  });

  test("an alert that is above its limit ends by the covered part", () => {
    const rule: Rule = { on: rateOf, window: "15m", when: { above: 1 } };
    const { state } = run(rule, { minutes: 20, perMinute: steady(600) });
    const later = run(rule, {
      minutes: 4,
      first: 20,
      state,
      begins: 18,
      perMinute: (one) => (one < 18 ? 0 : 6),
    });
    expect(later.changes).toEqual(["20 recovered"]);
    const kept = run(rule, {
      minutes: 4,
      first: 20,
      state,
      begins: 18,
      perMinute: (one) => (one < 18 ? 0 : 120),
    });
    expect(kept.changes).toEqual([]);
  });

  test.each([
    ["not above", { not: { when: { above: 1 } } }, 30, ["15 firing"]],
    ["not above, and above", { not: { when: { above: 1 } } }, 120, []],
    ["not below", { not: { when: { below: 1 } } }, 120, ["8 firing"]],
    ["not below, and below", { not: { when: { below: 1 } } }, 30, []],
    ["not not below", { not: { when: { not: { when: { below: 1 } } } } }, 30, ["15 firing"]],
    ["any of", { any: [{ when: { below: 1 } }, { when: { above: 5 } }] }, 30, ["15 firing"]],
    ["all of", { all: [{ when: { below: 1 } }, { when: { above: 0.1 } }] }, 30, ["15 firing"]],
  ] as const)("under %s begins as the rule without it", (_, when, perMinute, changes) => {
    const found = run({ on: rateOf, window: "15m", when }, { ...young, perMinute: steady(perMinute) });
    expect(found.changes).toEqual(changes);
  });

  test("of records and points waits for the window, and is of all of it: those of a service may be older than its spans", () => {
    const sources = [
      { log: "*", measure: "rate", service: "shop" },
      { metric: "jobs", aggregation: "rate", where: { "service.name": "shop" } },
      { event: "paid", measure: "rate", service: "shop" },
    ] as const;
    for (const on of sources) {
      const { changes, groups } = run(
        { on, window: "15m", when: { below: 1 } },
        { ...young, perMinute: steady(30) },
      );
      expect(changes).toEqual(["15 firing"]);
      expect(groups[5]?.value).toBeCloseTo((30 * 5) / 900, 12);
    }
  });
});

describe("a service", () => {
  const below: Rule = { on: { operation: "GET /", measure: "rate" }, window: "15m", when: { below: 1 } };

  test.each([
    ["by `service`", { on: rateOf }, {}],
    ["by `where`", { on: { operation: "GET /", measure: "rate", where: { "service.name": "shop" } } }, {}],
    ["by its group", { groupBy: ["service.name"] }, { "service.name": "shop" }],
  ] as const)("is known %s", (_, more, labels) => {
    const rule: Rule = { ...below, ...(more as Partial<Rule>) };
    expect(run(rule, { ...young, labels, perMinute: steady(30) }).changes).toEqual(["15 firing"]);
  });

  test("of another name, and all services together, are not young by it", () => {
    const other = run({ ...below, on: { ...rateOf, service: "pay" } }, { ...young, perMinute: steady(30) });
    expect(other.changes).toEqual(["1 firing"]);
    expect(run(below, { ...young, perMinute: steady(30) }).changes).toEqual(["1 firing"]);
    const grouped = { ...below, groupBy: ["region"] };
    expect(run(grouped, { ...young, labels: { region: "eu" }, perMinute: steady(30) }).changes).toEqual([
      "1 firing",
    ]);
  });

  test("that a rule names and that sends nothing of what it looks at waits, too", () => {
    const rule: Rule = { ...below, on: { ...rateOf, operation: "GET /" } };
    // it has spans of other operations
    expect(run(rule, { ...young, perMinute: steady(0) }).changes).toEqual(["15 firing"]);
    // before it begins it is silent, which a rule that names it is about
    expect(run(rule, { ...young, first: 0, perMinute: steady(0) }).changes).toEqual(["0 firing"]);
  });

  test("whose group has no data is as if it was old: which services are known must not depend on other rules", () => {
    const labels = { "service.name": "shop" };
    const rule: Rule = { ...below, groupBy: ["service.name"] };
    const { state } = run(rule, { minutes: 20, labels, perMinute: steady(600) });
    const silent = run(rule, {
      minutes: 3,
      first: 60,
      begins: 58,
      state,
      labels,
      perMinute: (one) => (one < 20 ? 600 : 0),
    });
    expect(silent.changes).toEqual(["60 firing"]);
  });

  test("with data from before its beginning is older than its spans", () => {
    const on = { log: "*", service: "shop" } as const;
    const change: Rule = { on, window: "5m", when: { change: { ago: "30m", below: -0.5 } } };
    const perMinute = (one: number): number => (one < 35 ? 100 : 10);
    expect(run(change, { minutes: 60, begins: 33, perMinute }).changes[0]).toBe("38 firing");
  });
});

describe("of a young service", () => {
  const on = { log: "*", service: "shop" } as const;

  test("a count below its limit waits for the window", () => {
    const rule: Rule = { on, window: "5m", when: { below: 50 } };
    expect(run(rule, { ...young, perMinute: steady(11) }).changes).toEqual([]);
    expect(run(rule, { ...young, perMinute: steady(9) }).changes).toEqual(["5 firing"]);
    expect(run({ ...rule, when: { above: 30 } }, { ...young, perMinute: steady(11) }).changes).toEqual([
      "3 firing",
    ]);
  });

  test.each([on, rateOf])("a change waits until the earlier window is covered: %o", (source) => {
    const rule: Rule = { on: source, window: "5m", when: { change: { ago: "10m", times: 2 } } };
    const { changes, groups } = run(rule, { ...young, perMinute: steady(100) });
    expect(changes).toEqual([]);
    expect(groups[12]?.unsure).toBe("there is telemetry of 2 of 5 minutes at the earlier time");
    expect(groups[15]?.unsure).toBeUndefined();
    const grown = run(rule, { ...young, minutes: 30, perMinute: (one) => (one < 15 ? 100 : 400) });
    expect(grown.changes[0]).toBe("17 firing");
  });

  test("a change waits where it began anew after the earlier window", () => {
    const rule: Rule = { on: rateOf, window: "5m", when: { change: { ago: "10d", below: -0.5 } } };
    const day = 1440;
    const perMinute = (one: number): number => (one < day || one >= 10 * day + 60 ? 100 : 0);
    const course = { minutes: 10, first: 10 * day + 61, begins: 10 * day + 60, perMinute };
    const { changes, groups } = run(rule, course);
    expect(changes).toEqual([]);
    expect(groups[10 * day + 62]?.unsure).toBe("there is telemetry of 2 of 5 minutes");
  });

  test("an anomaly waits, and learns nothing of windows that grow", () => {
    for (const source of [rateOf, on]) {
      const rule: Rule = { on: source, window: "10m", when: { anomaly: {} } };
      const { groups } = run(rule, { ...young, perMinute: steady(100) });
      expect(groups[6]).toMatchObject({
        unsure: "no expectation yet: there is telemetry of 6 of 10 minutes",
      });
      expect(groups[9]?.memory).toBeUndefined();
      expect(groups[10]?.unsure).toBeUndefined();
      expect(groups[10]?.memory).toBeDefined();
    }
  });

  test("a forecast waits, unless what is there is above its limit in all of the window", () => {
    const rising: Rule = { on: rateOf, window: "10m", when: { forecast: { above: 5, within: "1h" } } };
    expect(run(rising, { ...young, minutes: 90, perMinute: steady(100) }).changes).toEqual([]);
    // 600 a minute in 10 minutes are above 5 /s from the sixth minute on
    expect(run(rising, { ...young, perMinute: steady(600) }).changes).toEqual(["6 firing"]);
    const falling: Rule = { ...rising, when: { forecast: { below: 1, within: "1h" } } };
    expect(run(falling, { ...young, minutes: 90, perMinute: steady(100) }).changes).toEqual([]);
  });

  test.each([on, { metric: "jobs", where: { "service.name": "shop" } }] as const)(
    "what is absent is so after a whole window: %o",
    (source) => {
      const rule: Rule = { on: source, window: "5m", when: { absent: true } };
      const begun = run(rule, { minutes: 20, first: 1, begins: 0, perMinute: steady(0) });
      expect(begun.changes).toEqual(["5 firing"]);
      expect(run(rule, { minutes: 2, perMinute: steady(0) }).changes).toEqual(["0 firing"]);
    },
  );

  test("a share is judged at once", () => {
    const engine = createEngine({
      alerts: [{ name: "a", on: { service: "shop", measure: "errors" }, when: { above: 0.1 } }],
    });
    const round = evaluateRound(engine, newEngineState, start, () => ({
      groups: [{ labels: {}, sample: { value: 0.9, part: 900, count: 1000 } }],
      beginnings: new Map([["shop", start - minute]]),
    }));
    expect(round.changes.map(({ kind }) => kind)).toEqual(["firing"]);
  });
});

test("what a reading says when a service began is asked for only where it decides", () => {
  const asks = (rule: Rule): boolean =>
    createEngine({ alerts: [{ name: "a", ...rule }] }).rules[0]!.evaluator.inputs.some(
      ({ withBeginnings }) => withBeginnings === true,
    );
  const count = { log: "*", service: "shop" } as const;
  expect(asks({ on: rateOf, when: { above: 1 } })).toBe(true);
  expect(
    asks({ on: { operation: "GET /", measure: "rate" }, groupBy: ["service.name"], when: { above: 1 } }),
  ).toBe(true);
  expect(asks({ on: { operation: "GET /", measure: "rate" }, groupBy: ["region"], when: { above: 1 } })).toBe(
    false,
  );
  expect(asks({ on: count, when: { above: 1 } })).toBe(false);
  expect(asks({ on: count, when: { below: 1 } })).toBe(true);
  expect(asks({ on: { service: "shop", measure: "p95" }, when: { below: 1 } })).toBe(false);
});
