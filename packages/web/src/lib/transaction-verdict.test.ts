// The verdict of a type of transactions: promises first, then the same hours of earlier days, else the range before.
import type { TransactionFigures } from "contract";
import { expect, test } from "vitest";

import { dayOf, evidenceOf, objectiveOf, promiseOf, toMs } from "./transaction-evidence.fixture.ts";
import { judge, type VerdictContext } from "./transaction-verdict.ts";

const figures = (completed: number, failed: number): TransactionFigures => ({
  started: completed + failed,
  completed,
  failed,
  abandoned: 0,
  open: 0,
  completionRate: completed / (completed + failed),
  amounts: [],
  p50Ms: null,
  p95Ms: null,
});
const outage = figures(2208, 2592);
const healthy = figures(4520, 280);

/** The same in the range and in the one before it. */
const lasting = (current: TransactionFigures, known: VerdictContext) => {
  const { state, kind, word } = judge({ current, previous: current, buckets: [] }, known);
  return [state, kind, word];
};

test("an outage that is older than one range is not a green tick", () => {
  const noDays = { days: [] };
  expect(lasting(outage, {})).toEqual(["good", "off", "steady"]);
  expect(lasting(outage, { evidence: evidenceOf() })).toEqual(["bad", "error", "fell"]);
  expect(lasting(outage, { evidence: evidenceOf({ ...noDays, promises: [objectiveOf(0.9)] }) })).toEqual([
    "bad",
    "error",
    "46.0 %, objective 90.0 %",
  ]);
  const firing = promiseOf({ state: "firing" });
  expect(lasting(outage, { evidence: evidenceOf({ ...noDays, promises: [firing] }) })).toEqual([
    "bad",
    "error",
    "alert open",
  ]);
  const ticket = { ...firing, severity: "ticket" } as const;
  expect(lasting(outage, { evidence: evidenceOf({ ...noDays, promises: [ticket, ticket] }) })).toEqual([
    "bad",
    "warn",
    "2 alerts open",
  ]);
});

test("bad days among the earlier ones do not make an outage usual", () => {
  const bad = { completed: 2208, failed: 2592, abandoned: 0 };
  const days = [1, 2, 3, 4, 5, 6, 7].map((ago) => dayOf(ago, ago < 4 ? bad : {}));
  expect(lasting(outage, { evidence: evidenceOf({ days }) })[2]).toBe("fell");
});

test("what varies from day to day is usual; what fell against the hour before to what is usual did not fall", () => {
  const varying = [0.9, 0.95, 0.85, 0.93, 0.88, 0.96, 0.91].map((share, at) =>
    dayOf(at + 1, { completed: 4800 * share, failed: 4800 * (1 - share), abandoned: 0 }),
  );
  expect(lasting(figures(4176, 624), { evidence: evidenceOf({ days: varying }) })[2]).toBe("steady");
  const nightly = { current: healthy, previous: figures(4752, 48), buckets: [] };
  expect(judge(nightly).word).toBe("fell");
  expect(judge(nightly, { evidence: evidenceOf() })).toMatchObject({
    word: "steady",
    fall: undefined,
  });
});

test("green needs an evaluated promise", () => {
  expect(lasting(healthy, { evidence: evidenceOf() })).toEqual(["good", "off", "steady"]);
  expect(lasting(healthy, { evidence: evidenceOf({ promises: [promiseOf()] }) })).toEqual([
    "good",
    "ok",
    "steady",
  ]);
  expect(lasting(healthy, { evidence: evidenceOf({ promises: [objectiveOf(0.9)] }) })).toEqual([
    "good",
    "ok",
    "meets 90.0 %",
  ]);
  // of a rule that is evaluated every ten minutes: the console says when one is missed
  const seldom = promiseOf({ evaluated: new Date(toMs - 9 * 60_000).toISOString() });
  expect(lasting(healthy, { evidence: evidenceOf({ promises: [seldom] }) })[1]).toBe("ok");
  for (const lack of [{ error: "timeout" }, { evaluated: "" }])
    expect(lasting(healthy, { evidence: evidenceOf({ promises: [promiseOf(lack)] }) })[1]).toBe("off");
});

test("a promise that is not evaluated is unknown, whatever else was evaluated, and hides nothing bad", () => {
  const missing = objectiveOf(0.9, { unknown: { since: null, reason: "timeout" } });
  const evidence = evidenceOf({ promises: [promiseOf(), missing] });
  expect(lasting(healthy, { evidence })).toEqual(["unknown", "unknown", "objective not evaluated"]);
  expect(lasting(figures(2208, 2592), { evidence })[0]).toBe("bad");
  const stale = objectiveOf(0.9, { evaluated: "" });
  expect(lasting(healthy, { evidence: evidenceOf({ promises: [promiseOf(), stale] }) })[1]).toBe("off");
});

test("an objective is missed by more than chance gives", () => {
  const evidence = evidenceOf({ days: [], promises: [objectiveOf(0.9)] });
  expect(lasting(figures(88, 12), { evidence })[2]).toBe("meets 90.0 %");
  expect(lasting(figures(80, 20), { evidence })[2]).toBe("80.0 %, objective 90.0 %");
  // of failures, those that were abandoned are good
  const failures = objectiveOf(0.9, {
    content: { on: { transaction: "purchase", measure: "failure" }, target: 0.9 },
  });
  const abandoned = { ...figures(80, 0), abandoned: 20 };
  expect(lasting(abandoned, { evidence: evidenceOf({ days: [], promises: [failures] }) })[2]).toBe(
    "meets 90.0 %",
  );
});

test("a stop is bad without a transaction, and what is unknown comes first", () => {
  const stop = { type: "purchase", services: [], since: "", usualPerSecond: 1.2, missing: 100 };
  const none = { ...figures(0, 0), completionRate: null };
  expect(lasting(none, { stop })).toEqual(["bad", "error", "stopped"]);
  expect(lasting(none, { stop, unknown: "unknown since 14:33" })).toEqual([
    "unknown",
    "unknown",
    "unknown since 14:33",
  ]);
  expect(lasting(none, {})).toEqual(["few", "off", "no transactions"]);
});

test("a promise that holds is not green while transactions take longer, or a new error has some at risk", () => {
  const evidence = evidenceOf({ days: [], promises: [objectiveOf(0.9)] });
  expect(lasting(healthy, { evidence })).toEqual(["good", "ok", "meets 90.0 %"]);
  expect(lasting(healthy, { evidence, isAtRisk: true })).toEqual(["good", "off", "meets 90.0 %"]);
  const [current, previous] = [900, 100].map((p95Ms) => ({ ...healthy, p95Ms }));
  const slow = judge({ current: current!, previous: previous!, buckets: [] }, { evidence });
  expect(slow).toMatchObject({ state: "bad", kind: "warn", word: "slower" });
});
