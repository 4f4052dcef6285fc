// A person accepts the level that an anomaly has led to: the alert ends, and the level is the usual one from then on.
import { expect, test } from "vitest";
import type { Sample } from "../condition/sample.ts";
import type { Condition } from "../rule/condition.ts";
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
  sampleAt: (minutes: number) => Sample,
  minutes: number,
  acceptAt: number,
): Course {
  const engine = createEngine({ alerts: [{ name: "a", window: "1m", ...rule }] });
  let state: EngineState = newEngineState;
  const [changes, notices]: [Change[], Notice[]] = [[], []];
  let accepted: number | undefined;
  for (let index = 0; index < minutes; index++) {
    const reading = { groups: [{ labels: {}, sample: sampleAt(index) }], since: start - 30 * day * minute };
    const round = evaluateRound(engine, state, start + index * minute, () => reading, {
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
  expect(notices.map(({ kind, reason }) => [kind, reason])).toEqual([
    ["firing", undefined],
    ["recovered", "level accepted by anna"],
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
