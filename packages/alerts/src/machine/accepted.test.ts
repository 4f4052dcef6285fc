// A person accepts the level that an anomaly has led to: the alert ends, and the level is the usual one from then on.
import { expect, test } from "vitest";
import type { Input, Reading } from "../condition/reading.ts";
import type { Sample } from "../condition/sample.ts";
import { type Condition, hasAnomaly } from "../rule/condition.ts";
import type { AlertRule } from "../rule/rule.ts";
import type { Source } from "../source/sources.ts";
import { createEngine } from "./engine.ts";
import type { Notice } from "./notify.ts";
import { evaluateRound } from "./round.ts";
import { type Change, type EngineState, newEngineState } from "./state.ts";

const start = Date.parse("2026-03-02T00:00:00Z");
const minute = 60_000;
const day = 24 * 60;

interface Course {
  readonly changes: readonly Change[];
  readonly notices: readonly Notice[];
}

/** Evaluates each minute; the level is accepted in each minute in which the alert fires, from `acceptAt` on. */
function course(
  rule: Pick<AlertRule, "on" | "when" | "recoverAfter">,
  sampleAt: (minutes: number, source: Source) => Sample | string | undefined,
  minutes: number,
  acceptAt: number,
): Course {
  const engine = createEngine({ alerts: [{ name: "a", window: "1m", ...rule }] });
  let state: EngineState = newEngineState;
  const [changes, notices]: [Change[], Notice[]] = [[], []];
  let accepted: number | undefined;
  for (let index = 0; index < minutes; index++) {
    const read = ({ source }: Input): Reading => {
      const sample = sampleAt(index, source);
      if (typeof sample === "string") return { error: sample };
      return {
        groups: sample === undefined ? [] : [{ labels: {}, sample }],
        since: start - 30 * day * minute,
      };
    };
    const round = evaluateRound(engine, state, start + index * minute, read, {
      accepted: (name, { since }) => (name === "a" && since === accepted ? "anna" : undefined),
    });
    state = JSON.parse(JSON.stringify(round.state)) as EngineState;
    changes.push(...round.changes);
    notices.push(...round.notices);
    const group = state.rules["a"]!.groups[""]!;
    // once: the note stays where it is
    if (index >= acceptAt && group.state === "firing") accepted ??= group.since;
  }
  return { changes, notices };
}

const noise = (minutes: number): number => 3 * Math.sin(minutes * 12.9898) + 2 * Math.sin(minutes * 78.233);
const kindsOf = ({ changes }: Course): readonly [string, number][] =>
  changes.map(({ kind, at }) => [kind, (at - start) / minute]);

const count: Source = { transaction: "purchase", measure: "count" };
const share: Source = { transaction: "purchase", measure: "completion" };
const anomaly: Condition = { anomaly: {} };

test.each<[string, Source, (minutes: number) => Sample]>([
  [
    "count",
    count,
    (minutes) => {
      const value = Math.round(minutes < 300 ? 100 + noise(minutes) : 6 + noise(minutes) / 4);
      return { value, count: value };
    },
  ],
  [
    "share",
    share,
    (minutes) => {
      const part = minutes < 300 ? 95 : 60;
      return { value: part / 100, part, count: 100 };
    },
  ],
  ["metric", { metric: "latency" }, (minutes) => ({ value: (minutes < 600 ? 100 : 160) + noise(minutes) })],
])("the level of a %s that a person accepted is the usual one", (_, on, sampleAt) => {
  const { changes, notices } = course({ on, when: anomaly }, sampleAt, 1100, 700);
  expect(kindsOf({ changes, notices })).toEqual([
    ["firing", expect.any(Number)],
    ["recovered", 701],
  ]);
  expect(changes[1]!.reason).toBe("level accepted by anna");
  // the message does not name the person
  expect(notices.map(({ kind, reason }) => [kind, reason])).toEqual([
    ["firing", undefined],
    ["recovered", "level accepted"],
  ]);
});

test("what was accepted ends at once, whatever `recoverAfter` is, and the old level is a change", () => {
  const sampleAt = (minutes: number): Sample => {
    const value = Math.round(minutes < 300 || minutes >= 1000 ? 100 + noise(minutes) : 6);
    return { value, count: value };
  };
  const found = course({ on: count, when: anomaly, recoverAfter: "1h" }, sampleAt, 1100, 400);
  expect(kindsOf(found)).toEqual([
    ["firing", expect.any(Number)],
    ["recovered", 401],
    ["firing", expect.any(Number)],
  ]);
  expect(kindsOf(found)[2]![1]).toBeGreaterThanOrEqual(1000);
  expect(kindsOf(found)[2]![1]).toBeLessThan(1010);
});

test("an alert that another member of its condition keeps goes on, and what comes later in it is not accepted", () => {
  const sampleAt = (minutes: number): Sample => {
    const value = Math.round(minutes < 300 ? 100 + noise(minutes) : 6);
    return { value, count: value };
  };
  const when: Condition = { any: [{ when: { below: 10 } }, { when: anomaly }] };
  expect(kindsOf(course({ on: count, when }, sampleAt, 600, 400))).toEqual([["firing", expect.any(Number)]]);
});

test.each<[string, Sample | string | undefined]>([
  ["has no data", undefined],
  ["cannot be read", "the store is away"],
])("an acceptance waits for the anomaly while its value %s", (_, missing) => {
  const when: Condition = { any: [{ on: { metric: "queue" }, when: { above: 10 } }, { when: anomaly }] };
  const sampleAt = (minutes: number, source: Source): Sample | string | undefined => {
    // the other member keeps the alert until minute 720
    if ("metric" in source && source.metric === "queue") return { value: minutes < 720 ? 20 : 0 };
    if (minutes >= 650 && minutes < 760) return missing;
    return { value: (minutes < 600 ? 100 : 160) + noise(minutes) };
  };
  const found = course({ on: { metric: "latency" }, when }, sampleAt, 1100, 700);
  expect(found.changes.map(({ kind, at, reason }) => [kind, (at - start) / minute, reason])).toEqual([
    ["firing", expect.any(Number), undefined],
    ["recovered", 760, "level accepted by anna"],
  ]);
});

test("a detector keeps what it learned when another member of the condition fires", () => {
  const when: Condition = { any: [{ on: { metric: "queue" }, when: { above: 10 } }, { when: anomaly }] };
  const sampleAt = (minutes: number, source: Source): Sample => {
    if ("metric" in source && source.metric === "queue")
      return { value: minutes >= 600 && minutes < 650 ? 20 : 0 };
    return { value: (minutes < 660 ? 100 : 160) + noise(minutes) };
  };
  const found = kindsOf(course({ on: { metric: "latency" }, when }, sampleAt, 700, 610));
  expect(found.map(([kind]) => kind)).toEqual(["firing", "recovered", "firing"]);
});

test("an anomaly that must not be is not accepted", () => {
  const when: Condition = {
    all: [{ on: { metric: "queue" }, when: { above: 10 } }, { when: { not: { when: anomaly } } }],
  };
  const sampleAt = (_: number, source: Source): Sample =>
    "metric" in source && source.metric === "queue" ? { value: 20 } : { value: 100 };
  expect(hasAnomaly(when)).toBe(false);
  expect(kindsOf(course({ on: { metric: "latency" }, when }, sampleAt, 100, 50))).toEqual([["firing", 0]]);
});
