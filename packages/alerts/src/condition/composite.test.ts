import { expect, test } from "vitest";
import { compositeEvaluator, notEvaluator } from "./composite.ts";
import { type Evaluator, type Situation, unsureOf, type Verdict } from "./verdict.ts";

const situation: Situation = {
  at: 0,
  isFiring: false,
  read: () => undefined,
  coveredMs: ({ windowMs }) => windowMs,
  recall: () => undefined,
  keep: () => undefined,
};
const says = (verdict: Verdict): Evaluator => ({ inputs: [], evaluate: () => verdict });
const holds: Verdict = { outcome: "holds", severity: "page" };
const clear: Verdict = { outcome: "clear" };
const beyond: Verdict = { outcome: "unsure", isBeyond: true, reason: "42 %, above 30 %, but 5 of 12" };
const within: Verdict = { outcome: "unsure", reason: "5 of 20 entries" };

test("what is beyond a limit is not so for `not`", () => {
  const verdict = notEvaluator(says(beyond)).evaluate(situation);
  expect(verdict).toEqual({ outcome: "unsure", reason: beyond.reason });
  expect(unsureOf(verdict)).toBeUndefined();
  expect(notEvaluator(says(holds)).evaluate(situation)).toEqual({ outcome: "clear" });
});

test.each([
  ["any", [within, beyond], true],
  ["any", [clear, beyond], true],
  ["any", [within, clear], false],
  ["all", [holds, beyond], true],
  ["all", [within, beyond], false],
  ["all", [beyond, clear], false],
] as const)("`%s` of %j is beyond its limit: %s", (kind, members, isBeyond) => {
  const verdict = compositeEvaluator("0", kind, members.map(says), "ticket").evaluate(situation);
  expect(verdict.isBeyond ?? false).toBe(isBeyond);
  expect(unsureOf(verdict)).toBe(isBeyond ? beyond.reason : undefined);
});
