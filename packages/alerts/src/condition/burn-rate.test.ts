import { expect, test } from "vitest";
import { createEngine } from "../machine/engine.ts";
import { evaluateRound } from "../machine/round.ts";
import { newEngineState } from "../machine/state.ts";
import type { AlertRule, Objective } from "../rule/rule.ts";

const start = Date.parse("2026-03-02T09:00:00Z");
const minute = 60_000;
const objective: Objective = {
  name: "Purchases succeed",
  on: { transaction: "purchase", measure: "failure" },
  target: 0.99,
};

/**
 * Evaluates once a minute; telemetry begins with the first one.
 *
 * @param shares of failures: one for each minute, in all windows, or by their length in minutes. Undefined: they cannot be read; `null` of a
 * window: it has no traffic.
 */
function run(
  shares: readonly (number | Readonly<Record<number, number | null | undefined>> | undefined)[],
  { alerts, ...given }: { alerts?: readonly AlertRule[]; count?: number } = {},
) {
  const count = given.count ?? 1_000;
  const objectives = [objective];
  const engine = createEngine(alerts === undefined ? { objectives } : { objectives, alerts });
  const wanted = alerts?.[0]?.name ?? "Purchases succeed: error budget burns";
  let state = newEngineState;
  const changes: string[] = [];
  const unsure: (string | undefined)[] = [];
  for (const [index, share] of shares.entries()) {
    const round = evaluateRound(engine, state, start + index * minute, ({ windowMs }) => {
      if (share === undefined) return { error: "the store is away" };
      const found = typeof share === "number" ? share : share[windowMs / minute];
      if (found === null) return { groups: [], since: start };
      const value = found ?? 0;
      return { groups: [{ labels: {}, sample: { value, count, part: value * count } }], since: start };
    });
    ({ state } = round);
    for (const { rule, kind, severity = "" } of round.changes)
      if (rule === wanted) changes.push(`${index} ${kind} ${severity}`.trimEnd());
    unsure.push(state.rules[wanted]!.groups[""]!.unsure);
  }
  return { changes, unsure };
}

const always = (share: number, minutes: number): number[] => Array.from({ length: minutes }, () => share);

test("a budget that burns before there is telemetry of a short window is unsure, and fires no earlier", () => {
  const { changes, unsure } = run(always(1, 7));
  expect(changes).toEqual(["5 firing page"]);
  const text = (minutes: number): string =>
    `burning at 100 ×, above 14.4 ×, but there is telemetry of ${minutes} of 5 minutes`;
  expect(unsure).toEqual([text(0), text(1), text(2), text(3), text(4), undefined, undefined]);
});

test("the time in which it is too early does not count for `for`", () => {
  const windows = [{ long: "1h", short: "5m", factor: 14.4 }];
  const rule: AlertRule = {
    name: "Burns",
    when: { burnRate: { objective: objective.name, windows } },
    for: "2m",
  };
  expect(run(always(1, 9), { alerts: [rule] }).changes).toEqual(["5 pending", "7 firing ticket"]);
});

test("neither a low rate nor too few bad events is worth a word", () => {
  expect(run(always(0.005, 4)).unsure).toEqual(always(0, 4).map(() => undefined));
  expect(run(always(1, 4), { count: 4 }).unsure).toEqual(always(0, 4).map(() => undefined));
});

test("one reading that failed is over with the next, also while it is too early", () => {
  const windows = [{ long: "1h", short: "5m", factor: 14.4 }];
  const rule: AlertRule = {
    name: "Burns",
    when: { burnRate: { objective: objective.name, windows } },
    onError: "report",
  };
  expect(run([1, undefined, 1, 1, 1, 1], { alerts: [rule] }).changes).toEqual([
    "1 error",
    "2 resumed",
    "5 firing ticket",
  ]);
});

test("pairs for which it is too early keep no alert, and say so after it", () => {
  // over: the short window of the first pair has no failures any more
  const { changes, unsure } = run([...always(1, 6), ...always(0, 2).map(() => ({ 360: 1, 30: 1 }))]);
  expect(changes).toEqual(["5 firing page", "6 recovered"]);
  expect(unsure.slice(5)).toEqual([
    undefined,
    undefined,
    "burning at 100 ×, above 6 ×, but there is telemetry of 7 of 30 minutes",
  ]);
});

test("what is too early is not the opposite either", () => {
  const windows = [{ long: "1h", short: "5m", factor: 14.4 }];
  const rule: AlertRule = {
    name: "All is well",
    when: { not: { when: { burnRate: { objective: objective.name, windows } } } },
  };
  const { changes, unsure } = run(always(1, 8), { alerts: [rule] });
  expect([changes, unsure.filter((one) => one !== undefined)]).toEqual([[], []]);
});

test("without traffic in the short window an alert is over when the long one no longer burns", () => {
  const windows = [{ long: "1h", short: "5m", factor: 14.4 }];
  const rule: AlertRule = { name: "Burns", when: { burnRate: { objective: objective.name, windows } } };
  const quiet = (share: number) => ({ 60: share, 5: null });
  const { changes } = run([...always(1, 6), quiet(1), quiet(0.2), quiet(0.1)], { alerts: [rule] });
  expect(changes).toEqual(["5 firing ticket", "8 recovered"]);
});

test("an outage without a request ends no alert, and makes it no less urgent", () => {
  const windows = [
    { long: "1h", short: "5m", factor: 14.4, severity: "page" },
    { long: "6h", short: "5m", factor: 6 },
  ] as const;
  const rule: AlertRule = { name: "Burns", when: { burnRate: { objective: objective.name, windows } } };
  const silent = (share: number) => ({ 60: null, 5: null, 360: share });
  const { changes } = run([...always(1, 6), silent(1), silent(0.01), silent(0.01)], { alerts: [rule] });
  expect(changes).toEqual(["5 firing page"]);
  const burning = { 60: null, 5: 0.5, 360: 0.5 };
  expect(run([...always(1, 6), burning], { alerts: [rule] }).changes).toEqual(["5 firing page"]);
  // the whole of the short window and of the long one
  const reported = run([...always(1, 6), silent(0.01)], { alerts: [{ ...rule, onNoData: "report" }] });
  expect(reported.changes).toEqual(["5 firing page", "6 noData"]);
});

test("an alert does not become less urgent because nothing is known of its urgent pairs", () => {
  const windows = [
    { long: "1h", short: "5m", factor: 14.4, severity: "page" },
    { long: "6h", short: "2m", factor: 6 },
  ] as const;
  const rule: AlertRule = { name: "Burns", when: { burnRate: { objective: objective.name, windows } } };
  const burning = { 360: 0.5, 2: 0.5 };
  const { changes } = run(
    [
      ...always(1, 6),
      // no request for five minutes
      { ...burning, 60: 0.5, 5: null },
      { ...burning, 60: 0.5, 5: 0.5 },
      { ...burning, 60: 0.1, 5: null },
    ],
    { alerts: [rule] },
  );
  expect(changes).toEqual(["2 firing ticket", "5 severity page", "8 severity ticket"]);
});
