import { type AlertRule, createEngine, type EngineState, newEngineState } from "alerts";
import { expect, test } from "vitest";
import { type Circumstances, type Turn, turnOf } from "./turn.ts";
import { createTenantTurns } from "./turns.ts";

const start = Date.parse("2026-03-02T09:00:00Z");
const minute = 60_000;
const quick: AlertRule = { name: "Quick", on: { metric: "jobs" }, when: { above: 10 } };
const slow: AlertRule = { name: "Slow", on: { sql: "SELECT 1 AS value" }, when: { above: 10 } };
const child: AlertRule = { ...quick, name: "Child", dependsOn: ["Slow"] };

/** The names of rules, each with the minute of its last evaluation. */
const stateOf = (last: Readonly<Record<string, number>>): EngineState => ({
  ...newEngineState,
  rules: Object.fromEntries(
    Object.entries(last).map(([name, at]) => [name, { at: start + at * minute, groups: {}, leftOut: 0 }]),
  ),
});

function next(
  alerts: readonly AlertRule[],
  last: Readonly<Record<string, number>>,
  minutes: number,
  more: Partial<Circumstances> = {},
): Turn | undefined {
  return turnOf(createEngine({ alerts }), stateOf(last), {
    nowMs: start + minutes * minute,
    afterMs: start + Math.min(...Object.values(last)) * minute,
    owesSlow: false,
    isChanged: false,
    definedMs: () => 0,
    ...more,
  });
}

const told = (turn: Turn | undefined) =>
  turn && [(turn.at - start) / minute, turn.due.map(({ rule }) => rule), turn.isMadeUp];

test("the first time that was missed comes first, and the newest one last", () => {
  expect(told(next([quick], { Quick: 0 }, 3.5))).toEqual([1, ["Quick"], true]);
  expect(told(next([quick], { Quick: 1 }, 3.5))).toEqual([2, ["Quick"], true]);
  expect(told(next([quick], { Quick: 2 }, 3.5))).toEqual([3, ["Quick"], false]);
  expect(next([quick], { Quick: 3 }, 3.5)).toBeUndefined();
});

test("at a missed time the rules are due that would have been", () => {
  const rare: AlertRule = { ...quick, name: "Rare", every: "5m" };
  const order: unknown[] = [];
  const last = { Quick: 3, Rare: 0 };
  for (;;) {
    const turn = next([quick, rare], last, 7.2, { afterMs: start + last.Quick * minute });
    if (turn === undefined) break;
    order.push(told(turn));
    for (const { rule } of turn.due) last[rule as "Quick"] = (turn.at - start) / minute;
  }
  expect(order).toEqual([
    [4, ["Quick"], true],
    [5, ["Quick", "Rare"], true],
    [6, ["Quick"], true],
    [7, ["Quick"], false],
  ]);
});

test("no time is made up for up to `afterMs`, nor from more than 15 minutes ago", () => {
  expect(told(next([quick], { Quick: 0 }, 9, { afterMs: start + 6.5 * minute }))).toEqual([
    7,
    ["Quick"],
    true,
  ]);
  expect(told(next([quick], { Quick: 0 }, 9, { afterMs: Infinity }))).toEqual([9, ["Quick"], false]);
  expect(told(next([quick], { Quick: 0 }, 60))).toEqual([45, ["Quick"], true]);
});

test("rules on SQL, and what depends on them, are evaluated for the newest time only", () => {
  const all = [quick, slow, child];
  const missed = next(all, { Quick: 0, Slow: 0, Child: 0 }, 2)!;
  expect([told(missed), missed.putsOff]).toEqual([[1, ["Quick"], true], true]);
  expect([...missed.deferred].toSorted()).toEqual(["Child", "Slow"]);
  // although they wait
  expect(told(next(all, { Quick: 0, Slow: 0, Child: 0 }, 2, { owesSlow: true }))).toEqual([
    1,
    ["Quick"],
    true,
  ]);
  const newest = next(all, { Quick: 1, Slow: 0, Child: 0 }, 2, { owesSlow: true, afterMs: start + minute })!;
  expect(told(newest)).toEqual([2, ["Slow", "Child"], false]);
  // what the others were not asked for is missed if they are not asked in this minute
  expect((newest.doneMs - start) / minute).toBe(1);
  expect(told(next([slow], { Slow: 0 }, 5))).toEqual([5, ["Slow"], false]);
});

test("a rule that was never evaluated begins at the newest time", () => {
  const fresh: AlertRule = { ...quick, name: "Fresh" };
  const missed = next([quick, fresh], { Quick: 0 }, 2)!;
  expect([told(missed), [...missed.deferred]]).toEqual([[1, ["Quick"], true], ["Fresh"]]);
  expect(told(next([quick, fresh], { Quick: 1 }, 2))).toEqual([2, ["Quick", "Fresh"], false]);
});

test("what depends on a rule that begins at the newest time waits for it", () => {
  const fresh: AlertRule = { ...quick, name: "Fresh" };
  const dependent: AlertRule = { ...quick, name: "Dependent", dependsOn: ["Fresh"] };
  const all = [quick, fresh, dependent];
  const missed = next(all, { Quick: 0, Dependent: 0 }, 2)!;
  expect([told(missed), [...missed.deferred]]).toEqual([
    [1, ["Quick"], true],
    ["Fresh", "Dependent"],
  ]);
  expect(told(next(all, { Quick: 1, Dependent: 0 }, 2, { afterMs: start + minute }))).toEqual([
    2,
    ["Quick", "Fresh", "Dependent"],
    false,
  ]);
});

test("no time is made up for at which a rule was something else", () => {
  const edited: AlertRule = { ...quick, name: "Edited" };
  const definedMs = (rule: string): number => (rule === "Edited" ? start + 1.5 * minute : 0);
  const all = [quick, edited];
  const missed = next(all, { Quick: 0, Edited: 0 }, 3, { definedMs })!;
  expect([told(missed), [...missed.deferred]]).toEqual([[1, ["Quick"], true], ["Edited"]]);
  const later = next(all, { Quick: 1, Edited: 0 }, 3, { definedMs, afterMs: start + minute });
  expect(told(later)).toEqual([2, ["Quick", "Edited"], true]);
  expect(told(next([edited], { Edited: 0 }, 1.9, { definedMs }))).toEqual([1, ["Edited"], false]);
});

test("nothing is missed while nothing is due", () => {
  let nowMs = start;
  const turns = createTenantTurns(() => nowMs);
  const at = (minutes: number, rule: AlertRule) => {
    nowMs = start + minutes * minute;
    const given = { steadySinceMs: 0, isChanged: false, definedMs: () => 0 };
    return turns.next(createEngine({ alerts: [rule] }), stateOf({ Quick: 0 }), given);
  };
  // before the first round, others may have evaluated
  expect(at(0.5, quick)).toBeUndefined();
  const first = at(4, quick)!;
  expect(told(first)).toEqual([4, ["Quick"], false]);
  turns.finish(first);
  expect(at(20.5, { ...quick, every: "1h" })).toBeUndefined();
  expect(told(at(22, quick))).toEqual([21, ["Quick"], true]);
});
