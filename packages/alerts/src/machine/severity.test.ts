import { expect, test } from "vitest";
import type { Objective, Silence } from "../rule/rule.ts";
import { readEngineState } from "./check-state.ts";
import { createEngine } from "./engine.ts";
import { evaluateRound } from "./round.ts";
import { newEngineState } from "./state.ts";

const start = Date.parse("2026-03-02T09:00:00Z");
const minute = 60_000;
const objective: Objective = {
  name: "Purchases succeed",
  on: { transaction: "purchase", measure: "failure" },
  target: 0.9,
};
const alert = "Purchases succeed: error budget burns";
/** A tenth is allowed: five times as much is fast, three times as much is slow. */
const [none, slowly, fast] = [0, 0.35, 0.6];

interface Options {
  readonly silences?: readonly Silence[];
  /** After each round, as a state that was stored is read. */
  readonly restart?: boolean;
}

/** Evaluates once a minute, with these shares of failures in all windows. */
function run(shares: readonly number[], { silences = [], restart = false }: Options = {}) {
  const engine = createEngine({ objectives: [objective], silences });
  let state = newEngineState;
  const [changes, notices]: string[][] = [[], []];
  for (const [index, share] of shares.entries()) {
    const round = evaluateRound(engine, state, start + index * minute, () => ({
      groups: [{ labels: {}, sample: { value: share, count: 1_000, part: share * 1_000 } }],
    }));
    state = restart ? readEngineState(JSON.parse(JSON.stringify(round.state))) : round.state;
    for (const { kind, rule, severity = "" } of round.changes) {
      expect(rule).toBe(alert);
      changes!.push(`${index} ${kind} ${severity}`.trimEnd());
    }
    for (const { kind, severity, severityBefore, withheld } of round.notices) {
      const before = severityBefore === undefined ? "" : ` before ${severityBefore}`;
      notices!.push(`${index} ${kind} ${severity}${before}${withheld === undefined ? "" : " withheld"}`);
    }
  }
  return { changes, notices };
}

const silenceOf = (severity: string): Silence => ({
  name: "quiet",
  match: { severity },
  from: "2026-03-01T00:00:00Z",
  to: "2026-03-03T00:00:00Z",
});

test.each([false, true])(
  "an objective is one alert, whose severity rises and falls (restarts: %s)",
  (restart) => {
    const { changes, notices } = run([none, slowly, fast, fast, slowly, slowly, none], { restart });
    expect(changes).toEqual(["1 firing ticket", "2 severity page", "4 severity ticket", "6 recovered"]);
    expect(notices).toEqual([
      "1 firing ticket",
      "2 severity page before ticket",
      "4 severity ticket before page",
      "6 recovered ticket",
    ]);
  },
);

test("one that burns fast at once begins with its highest severity and may end with it", () => {
  expect(run([none, fast, none]).notices).toEqual(["1 firing page", "2 recovered page"]);
});

test("a silence withholds one severity: the other is sent, and the end is that of what was sent", () => {
  const shares = [none, slowly, fast, slowly, none];
  expect(run(shares, { silences: [silenceOf("ticket")] }).notices).toEqual([
    "1 firing ticket withheld",
    "2 firing page",
    "3 severity ticket before page withheld",
    "4 recovered page",
  ]);
  expect(run(shares, { silences: [silenceOf("page")] }).notices).toEqual([
    "1 firing ticket",
    "2 severity page before ticket withheld",
    "4 recovered ticket",
  ]);
});

test("one that rises again and again keeps its severity", () => {
  const { changes } = run([slowly, fast, slowly, fast, slowly, slowly]);
  expect(changes).toEqual(["0 firing ticket", "1 severity page", "2 severity ticket", "3 severity page"]);
});
