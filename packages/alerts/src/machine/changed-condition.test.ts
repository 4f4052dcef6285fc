// A rule that gets another condition on the same source keeps its state: what the former condition remembers must not stop the new one.
import { expect, test } from "vitest";
import type { Condition } from "../rule/condition.ts";
import { createEngine } from "./engine.ts";
import { evaluateRound } from "./round.ts";
import { type EngineState, newEngineState } from "./state.ts";

const [start, minute] = [Date.parse("2026-03-02T09:00:00Z"), 60_000];
const on = { transaction: "purchase", measure: "failure" } as const;
const conditions: readonly Condition[] = [
  { above: 0.3 },
  { anomaly: {} },
  { forecast: { above: 0.3, within: "10m" } },
  { change: { ago: "10m", above: 0.5 } },
  { any: [{ when: { above: 0.3 } }, { when: { anomaly: {} } }] },
  { absent: true },
];

/** Evaluates the conditions one after the other, each for so many minutes. */
function evaluate(list: readonly Condition[], minutes: number): EngineState {
  let state = newEngineState;
  for (const [place, when] of list.entries()) {
    const engine = createEngine({ alerts: [{ name: "a", on, when }] });
    for (let index = 0; index < minutes; index++) {
      const at = start + (place * minutes + index) * minute;
      const read = () => ({ groups: [{ labels: {}, sample: { value: 0.1, part: 10, count: 100 } }] });
      state = JSON.parse(JSON.stringify(evaluateRound(engine, state, at, read).state)) as EngineState;
    }
  }
  return state;
}

const pairs = conditions.flatMap((one) => conditions.map((other) => [one, other] as const));

test.each(pairs)("after %j, %j is evaluated", (before, after) => {
  expect(evaluate([before, after], 12).rules["a"]!.groups[""]).toMatchObject({
    state: "ok",
    at: start + 23 * minute,
  });
});

test.each([{ anomaly: {} }, { forecast: { above: 2_000, within: "1h", over: "1h" } }] as const)(
  "values of a window that was longer say nothing about those of now: %j",
  (when) => {
    let state = newEngineState;
    const changes: string[] = [];
    for (let index = 0; index < 2_100; index++) {
      const window = index < 2_000 ? "5m" : "50m";
      const engine = createEngine({
        alerts: [{ name: "a", on: { metric: "bytes", aggregation: "sum" }, window, when }],
      });
      const round = evaluateRound(engine, state, start + index * minute, ({ windowMs }) => ({
        groups: [{ labels: {}, sample: { value: (windowMs / minute) * (20 + ((index * 7919) % 101) / 50) } }],
      }));
      ({ state } = round);
      changes.push(...round.changes.map(({ kind }) => `${index} ${kind}`));
    }
    expect(changes).toEqual([]);
  },
);
