// Evidence belongs to the part of a condition that has it.
import { expect, test } from "vitest";
import { createEngine } from "../machine/engine.ts";
import { evaluateRound } from "../machine/round.ts";
import { type EngineState, newEngineState } from "../machine/state.ts";
import type { AlertRule } from "../rule/rule.ts";
import { hasEvidence } from "./evidence-kept.ts";
import { createInput } from "./reading.ts";
import type { Sample } from "./sample.ts";
import type { Situation, Verdict } from "./verdict.ts";

const minute = 60_000;
const start = Date.parse("2026-03-02T09:00:00Z");
const share = (part: number, count: number): Sample => ({ value: part / count, part, count });

/** What the condition says each minute, and the changes, of samples by transaction type. */
function run(rule: Omit<AlertRule, "name">, rounds: readonly Readonly<Record<string, Sample>>[]) {
  const engine = createEngine({ alerts: [{ name: "a", ...rule }] });
  let state: EngineState = newEngineState;
  const verdicts: Verdict[] = [];
  const changes: string[] = [];
  for (const [index, samples] of rounds.entries()) {
    const round = evaluateRound(
      engine,
      state,
      start + index * minute,
      ({ source, agoMs }) => {
        const type = "transaction" in source ? source.transaction : "";
        const sample = samples[agoMs > 0 ? `${type} before` : type];
        return { groups: sample === undefined ? [] : [{ labels: {}, sample }] };
      },
      { onVerdict: (_rule, _key, verdict) => verdicts.push(verdict) },
    );
    ({ state } = round);
    changes.push(...round.changes.map(({ kind }) => `${index} ${kind}`));
  }
  return { outcomes: verdicts.map(({ outcome }) => outcome), verdicts, changes };
}

const failure = (transaction: string) => ({ transaction, measure: "failure" }) as const;

test("what one member of a condition has shown does not count for another", () => {
  const rule = {
    when: {
      any: [
        { on: failure("purchase"), when: { above: 0.3 } },
        { on: failure("refund"), when: { above: 0.3 } },
      ],
    },
    for: "3m",
  } as const;
  const { changes } = run(rule, [
    { purchase: share(12, 12), refund: share(0, 12) },
    ...Array.from({ length: 8 }, () => ({ purchase: share(0, 12), refund: share(5, 12) })),
  ]);
  expect(changes).toEqual(["0 pending"]);
});

test("a member recovers at its own threshold only when it was beyond its limit", () => {
  const rule = {
    when: {
      any: [
        { on: { transaction: "purchase", measure: "count" }, when: { above: 10, recover: 5 } },
        { on: { transaction: "refund", measure: "count" }, when: { above: 10, recover: 5 } },
      ],
    },
  } as const;
  const { changes } = run(rule, [
    { purchase: { value: 20 }, refund: { value: 7 } },
    { purchase: { value: 7 }, refund: { value: 7 } },
    { purchase: { value: 4 }, refund: { value: 7 } },
  ]);
  expect(changes).toEqual(["0 firing", "2 recovered"]);
});

test("a change that chance explains is unsure: it neither clears what is pending nor begins an alert", () => {
  const rule = {
    on: failure("purchase"),
    when: { change: { ago: "1d", above: 0.5 } },
    for: "2m",
  } as const;
  const before = { "purchase before": share(3, 30) };
  const { outcomes, verdicts, changes } = run(rule, [
    { ...before, purchase: share(6, 30) },
    { ...before, purchase: share(25, 30) },
    { ...before, purchase: share(6, 30) },
    { ...before, purchase: share(6, 30) },
    { ...before, purchase: share(3, 30) },
  ]);
  expect(outcomes).toEqual(["unsure", "holds", "holds", "holds", "clear"]);
  // the minute beyond the limit counts for `for`
  expect(changes).toEqual(["1 pending", "2 firing", "4 recovered"]);
  expect(verdicts[0]!.reason).toBe("100 % more, but chance explains 6 of 30 after 3 of 30");
});

test.each([
  ["fires", {}, ["5 firing", "15 recovered"]],
  ["is pending", { for: "10m" }, ["5 pending", "15 cleared"]],
] as const)("an alert that two windows began together ends by itself: it %s", (_, more, expected) => {
  const rule = { on: failure("purchase"), when: { above: 0.3 }, ...more } as const;
  const rounds = [share(6, 6), share(0, 6)].flatMap((purchase, index) =>
    Array.from({ length: index === 0 ? 10 : 20 }, () => ({ purchase })),
  );
  expect(run(rule, rounds).changes).toEqual(expected);
});

test.each([
  [300_000, true],
  [300_001, false],
  // the clock was put back
  [-1, false],
])("evidence of %d ms ago in a window of 5 minutes counts: %s", (agoMs, expected) => {
  const situation = { at: start, isFiring: false, recall: () => start - agoMs } as unknown as Situation;
  expect(hasEvidence(situation, "1", createInput(failure("purchase"), 300_000, 0, []))).toBe(expected);
});
