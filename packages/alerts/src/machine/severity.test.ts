import { expect, test } from "vitest";
import type { Condition } from "../rule/condition.ts";
import type { AlertRule, Objective, Silence } from "../rule/rule.ts";
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

const slowPair = { long: "3d", short: "6h", factor: 1 } as const;
const fastPair = { long: "1h", short: "5m", factor: 5, severity: "page" } as const;
const burns: Condition = { burnRate: { objective: "All is well", windows: [fastPair, slowPair] } };

/**
 * Evaluates a rule once a minute: each round has its own declaration, with the share of failures in all windows, which cannot be read
 * where it is missing.
 */
function runRules(
  rounds: readonly (readonly [rule: Partial<AlertRule>, share?: number])[],
  of: "changes" | "notices" = "changes",
): string[] {
  let state = newEngineState;
  return rounds.flatMap(([changed, share], index) => {
    const rule: AlertRule = { name: "Purchases burn", when: burns, severity: "info", ...changed };
    const round = evaluateRound(
      createEngine({ objectives: [{ ...objective, name: "All is well", alerts: [] }], alerts: [rule] }),
      state,
      start + index * minute,
      () =>
        share === undefined
          ? { error: "the store is away" }
          : { groups: [{ labels: {}, sample: { value: share, count: 1_000, part: share * 1_000 } }] },
    );
    ({ state } = round);
    return round[of].map((one) => {
      const before = "severityBefore" in one ? ` before ${one.severityBefore}` : "";
      return `${index} ${one.kind} ${one.severity ?? "usual"}${before}`;
    });
  });
}

test("a pair without a severity has that of the rule, and does not hide a more urgent one", () => {
  expect(runRules([[{}, fast]])).toEqual(["0 firing page"]);
  expect(
    runRules([
      [{}, slowly],
      [{}, fast],
      [{}, slowly],
    ]),
  ).toEqual(["0 firing info", "1 severity page", "2 severity info"]);
});

test("an alert follows the severity of a rule that is changed while it fires", () => {
  const plain: Condition = { burnRate: { objective: "All is well", windows: [slowPair] } };
  expect(
    runRules([
      [{}, fast],
      [{ when: plain, severity: "ticket" }, fast],
    ]),
  ).toEqual(["0 firing page", "1 severity ticket"]);
});

test("a condition with members has the severity of the most urgent that holds", () => {
  const failures = { on: objective.on, when: { above: 0.2 } };
  const all: Condition = { all: [failures, { when: burns }] };
  expect(
    runRules([
      [{ when: all }, slowly],
      [{ when: all }, fast],
    ]),
  ).toEqual(["0 firing info", "1 severity page"]);
  // a member without a severity of its own has that of the rule, and does not lower it
  const any: Condition = { any: [failures, { when: burns }] };
  const rule = { when: any, severity: "ticket" } as const;
  expect(
    runRules([
      [rule, slowly],
      [rule, fast],
      [rule, 0.25],
    ]),
  ).toEqual(["0 firing ticket", "1 severity page", "2 severity ticket"]);
});

test("an alert that fires again after an error says what receivers knew of its severity", () => {
  const rule = { severity: "ticket", onError: "report" } as const;
  expect(runRules([[rule, fast], [rule], [rule, slowly], [rule, none]], "notices")).toEqual([
    "0 firing page",
    "1 error page",
    "2 firing ticket before page",
    "3 recovered ticket",
  ]);
  expect(runRules([[rule], [rule, fast]], "notices")).toEqual([
    "0 error usual",
    "1 firing page before ticket",
  ]);
  expect(runRules([[rule, fast], [rule], [rule, fast]], "notices").at(-1)).toBe("2 firing page");
});
