import { expect, test } from "vitest";
import { createEngine } from "./engine.ts";
import { readEngineState, readRuleState } from "./check-state.ts";
import { dueRules, evaluateRound } from "./round.ts";
import { newEngineState } from "./state.ts";

const minute = 60_000;
const start = Date.parse("2026-03-02T09:00:00Z");
const engine = createEngine({
  alerts: [{ name: "Queue grows", on: { metric: "jobs" }, when: { above: 10 } }],
});
const evaluate = (state: typeof newEngineState, at: number, value: number) =>
  evaluateRound(engine, state, at, () => ({ groups: [{ labels: {}, sample: { value } }] }));

test("reads the state that was written", () => {
  const { state } = evaluate(evaluate(newEngineState, start, 20).state, start + minute, 30);
  expect(readEngineState(JSON.parse(JSON.stringify(state)))).toEqual(state);
});

test.each([
  ["text", "firing"],
  ["nothing", null],
  ["another version", { version: 2, rules: { a: { at: 1, groups: {}, leftOut: 0 } } }],
  ["a list", []],
])("starts anew from %s", (_, value) => {
  expect(readEngineState(value)).toEqual(newEngineState);
});

test("leaves out rules and groups that do not fit, and keeps the others", () => {
  const group = { labels: { region: "eu" }, state: "ok", since: 1, at: 1, seen: 1 };
  const broken = [
    { ...group, state: "on fire" },
    { ...group, labels: { region: 1 } },
    { ...group, at: Number.NaN },
    { ...group, at: undefined },
    { ...group, firings: ["1"] },
    { ...group, reported: { state: "ok" } },
    { ...group, waiting: { to: "ok" } },
    { ...group, value: "1" },
    { ...group, memory: [] },
    null,
  ];
  const groups = Object.fromEntries([group, ...broken].map((one, index) => [String(index), one]));
  expect(readRuleState({ at: 1, groups, leftOut: -1 })).toEqual({ at: 1, groups: { 0: group }, leftOut: 0 });
  expect(
    readEngineState({ version: 1, rules: { a: { at: "1", groups: {} }, b: { at: 1, groups: [] } } }),
  ).toEqual(newEngineState);
});

test("evaluates rules again after the clock was ahead", () => {
  const day = 86_400_000;
  let { state } = evaluate(newEngineState, start, 20);
  ({ state } = evaluate(state, start + day, 30));
  const back = start + 2 * minute;
  expect(dueRules(engine, state, back)).toHaveLength(1);
  const round = evaluate(state, back, 1);
  expect(round.changes.map(({ kind, at }) => [kind, at])).toEqual([["recovered", back]]);
  expect(round.notices.map(({ kind }) => kind)).toEqual(["recovered"]);
  expect(dueRules(engine, round.state, back + minute)).toHaveLength(1);
});

test("an alert that began when the clock was ahead began at the latest when the clock was right again", () => {
  const { state } = evaluate(newEngineState, start + 86_400_000, 30);
  const back = start + 2 * minute;
  const [notice] = evaluate(state, back, 1).notices;
  expect(notice).toMatchObject({ kind: "recovered", episode: { since: back - 1, worst: 30 } });
});

test("does not evaluate a minute again when the clock is put back a little", () => {
  const { state } = evaluate(newEngineState, start + 2 * minute, 20);
  expect(dueRules(engine, state, start)).toHaveLength(0);
  expect(evaluate(state, start, 1).changes).toEqual([]);
});
