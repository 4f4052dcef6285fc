import { expect, test } from "vitest";

import { createEngine } from "../machine/engine.ts";
import { step } from "../machine/step.ts";
import { newGroup } from "../machine/step.ts";
import { createInput } from "./reading.ts";
import { assumedShare, evidenceOf, neededPart } from "./evidence.ts";
import { shareEvaluator } from "./share.ts";
import type { Json, Situation, Verdict } from "./verdict.ts";

const minute = 60_000;
const input = createInput({ transaction: "purchase", measure: "failure" }, 5 * minute, 0, []);

/** Evaluates one window after the other, as a round does. */
function watch(
  declared: { readonly above?: number; readonly below?: number; readonly recover?: number },
  expected?: number,
  minCount?: number,
) {
  const evidence = evidenceOf({ falseAlarmsPerMonth: 1, expected, minCount }, minute, input.windowMs);
  const { evaluate } = shareEvaluator("0", input, declared, evidence);
  const memory: Record<string, Json> = {};
  return (at: number, part: number, count: number, state: Partial<Situation> = {}) =>
    evaluate({
      at: at * minute,
      isFiring: false,
      ...state,
      read: () => ({ value: part / count, part, count }),
      coveredMs: ({ windowMs }) => windowMs,
      recall: (name) => memory[name],
      keep(name, value) {
        memory[name] = value;
      },
    });
}

test("a share beyond the limit with too little evidence is unsure, and says what it needs", () => {
  const verdict = watch({ above: 0.3 })(5, 5, 12);
  expect(verdict.outcome).toBe("unsure");
  expect(verdict.reason).toBe("42 %, above 30 %, but 5 of 12 is not enough: needs 9 of 12");
  expect(verdict.values).toMatchObject({ part: 5, count: 12, limit: 0.3, usual: 0.15, needed: 9 });
  expect(watch({ above: 0.3 })(5, 9, 12).outcome).toBe("holds");
  expect(watch({ below: 0.3 })(5, 3, 12).reason).toMatch(
    /^25 %, below 30 %, but 3 of 12 is not enough: needs at most \d of 12$/,
  );
});

test.each([
  [30_400, "30.4 %, above 30 %"],
  [30_001, "30.001 %, above 30 %"],
])("%i of 100,000 is written so that it differs from the limit", (part, text) => {
  expect(watch({ above: 0.3 }, 0.2999999)(5, part, 100_000).reason).toContain(text);
});

test("without a measured share the test is against half of the limit; below it, twice the limit or halfway to all", () => {
  expect(assumedShare({ side: "above", limit: 0.3 })).toBe(0.15);
  expect(assumedShare({ side: "below", limit: 0.3 })).toBe(0.6);
  expect(assumedShare({ side: "below", limit: 0.9 })).toBe(0.95);
});

test("the share that was usual makes an alert certain sooner, and a beginning fault is not part of it", () => {
  const evaluate = watch({ above: 0.3 });
  for (let at = 5; at <= 240; at += 1) expect(evaluate(at, 1, 25).outcome).toBe("clear");
  // 8 of 25 at a usual 4 %
  expect(evaluate(241, 8, 25).outcome).toBe("holds");
  expect(watch({ above: 0.3 })(241, 8, 25).outcome).toBe("unsure");
});

test("a share that is usually beyond the limit fires as one of which nothing is known", () => {
  const evaluate = watch({ above: 0.3 });
  for (let at = 5; at <= 600; at += 5) evaluate(at, 4, 12);
  expect(evaluate(601, 9, 12).outcome).toBe("holds");
});

test("what began with evidence goes on while the value is beyond the limit, and an alert stays", () => {
  const evaluate = watch({ above: 0.3 });
  expect(evaluate(4, 9, 12).outcome).toBe("holds");
  expect(evaluate(5, 5, 12).outcome).toBe("holds");
  expect(evaluate(6, 5, 12, { isFiring: true }).outcome).toBe("holds");
  expect(evaluate(7, 5, 9, { isFiring: true }).outcome).toBe("unsure");
  expect(evaluate(8, 0, 18, { isFiring: true }).outcome).toBe("clear");
});

test("an alert ends where chance does not explain a share within the limit, or with a second window", () => {
  const firing = { isFiring: true };
  const evaluate = watch({ above: 0.3 });
  evaluate(5, 40, 100);
  expect(evaluate(6, 29, 100, firing)).toMatchObject({
    outcome: "unsure",
    reason: "29 %, no longer above 30 %, but 29 of 100 may be chance: needs a second window",
  });
  expect(evaluate(7, 33, 100, firing).outcome).toBe("holds");
  expect(evaluate(8, 9, 100, firing).outcome).toBe("clear");
  evaluate(9, 40, 100);
  const outcomes = [10, 11, 12, 13, 14, 15].map((at) => evaluate(at, 29, 100, firing).outcome);
  expect(outcomes).toEqual(["unsure", "unsure", "unsure", "unsure", "unsure", "clear"]);
  expect(evaluate(16, 29, 100).outcome).toBe("clear");
  // entries that come in bursts, further apart than a window
  const jobs = watch({ above: 0.3 });
  jobs(5, 9, 12);
  expect(jobs(15, 3, 12, firing).outcome).toBe("unsure");
  expect(jobs(25, 3, 12, firing).outcome).toBe("clear");
  // what is clear while the alert waits for `recoverAfter` stays clear
  const waiting = watch({ above: 0.05 });
  waiting(5, 20, 20);
  expect([6, 7, 8].map((at) => waiting(at, 0, 20, firing).outcome)).toEqual(["clear", "clear", "clear"]);
  const recovering = watch({ above: 0.3, recover: 0.2 });
  recovering(5, 13, 25);
  expect(recovering(6, 5, 25, firing).outcome).toBe("unsure");
  expect(recovering(7, 1, 25, firing).outcome).toBe("clear");
  expect(watch({ above: 0 })(5, 0, 12, firing).outcome).toBe("clear");
  const failing = watch({ above: 0.05 });
  failing(5, 20, 20);
  // far less than the fault, if not than the limit
  expect(failing(6, 0, 20, firing).outcome).toBe("clear");
  expect(watch({ below: 0.3 })(5, 31, 100, firing).outcome).toBe("unsure");
  expect(watch({ below: 0.3 })(5, 60, 100, firing).outcome).toBe("clear");
});

test("evidence counts only as long as windows follow each other, and not after a clear value", () => {
  const evaluate = watch({ above: 0.3 });
  evaluate(5, 9, 12);
  // a night with few entries
  for (let at = 6; at <= 480; at += 1) expect(evaluate(at, 2, 4).outcome).toBe("unsure");
  expect(evaluate(481, 5, 12).outcome).toBe("unsure");
  evaluate(482, 9, 12);
  evaluate(483, 3, 12);
  expect(evaluate(484, 5, 12).outcome).toBe("unsure");
});

test("two windows that follow each other beyond the limit are evidence together", () => {
  const evaluate = watch({ above: 0.3 }, 0.12);
  // 12 of 25 would be enough in one window, and 18 of 50 in two
  const outcomes = [5, 6, 7, 8, 9, 10].map((at) => evaluate(at, 9, 25).outcome);
  expect(outcomes).toEqual(["unsure", "unsure", "unsure", "unsure", "unsure", "holds"]);
});

test("the window before is the latest that the current one does not overlap", () => {
  const evaluate = watch({ above: 0.3 }, 0.12);
  // the first one has less of the fault
  const outcomes = [8, 9, 9, 9, 9, 9, 9].map((part, index) => evaluate(5 + index, part, 25).outcome);
  expect(outcomes.slice(5)).toEqual(["unsure", "holds"]);
});

test("two windows may have the least count together, unless a rule declares it", () => {
  const outcomes = (count: number, minCount?: number) => {
    const evaluate = watch({ above: 0.3 }, 0.1, minCount);
    return [5, 6, 7, 8, 9, 10].map((at) => evaluate(at, count, count)).at(-1)!;
  };
  expect(outcomes(6).outcome).toBe("holds");
  expect(outcomes(4).outcome).toBe("unsure");
  expect(outcomes(6, 10).outcome).toBe("unsure");
  expect(outcomes(6, 10).reason).toBe("100 %, above 30 %, but 6 of 10 entries");
});

test("what two windows may begin, two windows may end, unless a rule declares the least count", () => {
  const outcomes = (count: number, minCount?: number) => {
    const evaluate = watch({ above: 0.3 }, 0.1, minCount);
    return [5, 6, 7, 8, 9, 10].map((at) => evaluate(at, 0, count, { isFiring: true }).outcome);
  };
  const unsure = Array.from({ length: 5 }, () => "unsure");
  expect(outcomes(6)).toEqual([...unsure, "clear"]);
  expect(outcomes(4)).toEqual([...unsure, "unsure"]);
  expect(outcomes(6, 10)).toEqual([...unsure, "unsure"]);
});

test("windows that end an alert together are both within the limit, and follow each other", () => {
  const evaluate = watch({ above: 0.3 }, 0.1);
  const isFiring = true;
  const outcomeOf = (at: number, part: number): string => evaluate(at, part, 6, { isFiring }).outcome;
  expect(outcomeOf(5, 0)).toBe("unsure");
  expect(outcomeOf(8, 4)).toBe("unsure");
  expect(outcomeOf(10, 0)).toBe("unsure");
  // a gap
  expect(outcomeOf(16, 0)).toBe("unsure");
  expect(outcomeOf(21, 0)).toBe("clear");
});

test("few entries within the limit decide nothing where nothing has begun", () => {
  const evaluate = watch({ above: 0.3 }, 0.1);
  for (let at = 5; at <= 20; at += 1) expect(evaluate(at, 0, 6).outcome).toBe("unsure");
});

test.each([
  [
    "a value within the limit",
    [
      [5, 9],
      [6, 7],
      [10, 9],
    ],
  ],
  [
    "a gap in which nothing was evaluated",
    [
      [5, 9],
      [11, 9],
    ],
  ],
  [
    "a window that overlaps",
    [
      [5, 9],
      [9, 9],
    ],
  ],
] as const)("%s does not count as a second window", (_, windows) => {
  const evaluate = watch({ above: 0.3 }, 0.1);
  expect(windows.map(([at, part]) => evaluate(at, part, 25).outcome).at(-1)).toBe("unsure");
});

test("more than two windows are not added: the usual share is not known as exactly as that", () => {
  const evaluate = watch({ above: 0.3 }, 0.25);
  // a third of the entries, hour after hour
  for (let at = 5; at <= 600; at += 1) expect(evaluate(at, 8, 24).outcome).toBe("unsure");
});

test("windows beyond the limit become usual only when the share is within the limit again", () => {
  const usual = (between: readonly number[]): number => {
    const evaluate = watch({ above: 0.3 });
    for (let at = 5; at <= 120; at += 5) evaluate(at, 3, 25);
    for (const [index, part] of between.entries()) evaluate(125 + 5 * index, part, 25);
    return evaluate(125 + 5 * between.length, 8, 25).values!["usual"]!;
  };
  expect(usual([8, 8, 8])).toBe(usual([]));
  expect(usual([8, 8, 3, 3])).toBeGreaterThan(usual([3, 3, 3, 3]));
});

test("an unsure value neither begins nor clears what is pending", () => {
  const [rule] = createEngine({
    alerts: [{ name: "a", on: input.source, window: "5m", when: { above: 0.3 }, for: "2m" }],
  }).rules;
  const pending = step(rule!, newGroup({}, 0), { outcome: "holds" }, minute).state;
  expect(pending.state).toBe("pending");
  expect(step(rule!, pending, { outcome: "unsure" }, 2 * minute).state.state).toBe("pending");
  expect(step(rule!, newGroup({}, 0), { outcome: "unsure" }, minute).state.state).toBe("ok");
});

test("the time beyond the limit counts for `for`, also without enough evidence", () => {
  const [rule] = createEngine({
    alerts: [{ name: "a", on: input.source, window: "5m", when: { above: 0.3 }, for: "2m" }],
  }).rules;
  const beyond = { outcome: "unsure", isBeyond: true } as const;
  const run = (verdicts: readonly Verdict[]): readonly string[] => {
    let state = newGroup({}, 0);
    return verdicts.map((verdict, index) => {
      ({ state } = step(rule!, state, verdict, (index + 1) * minute));
      return state.state;
    });
  };
  const holds = { outcome: "holds" } as const;
  expect(run([beyond, beyond, beyond, holds])).toEqual(["ok", "ok", "ok", "firing"]);
  expect(run([beyond, holds, holds])).toEqual(["ok", "pending", "firing"]);
  expect(run([beyond, beyond, { outcome: "clear" }, holds])).toEqual(["ok", "ok", "ok", "pending"]);
  expect(run([holds, beyond, beyond, holds])).toEqual(["pending", "pending", "pending", "firing"]);
  // a value within its limit, and a time without one, begin it anew
  const within = { outcome: "unsure" } as const;
  expect(run([beyond, beyond, within, holds])).toEqual(["ok", "ok", "ok", "pending"]);
  expect(run([beyond, beyond, { outcome: "noData" }, holds])).toEqual(["ok", "ok", "ok", "pending"]);
  // too little evidence never begins an alert
  expect(run(Array.from({ length: 60 }, () => beyond)).at(-1)).toBe("ok");
});

test.each([
  [{ side: "above", limit: 0.3 }, 25, 0.05],
  [{ side: "above", limit: 0.01 }, 100_000, 0.005],
  [{ side: "below", limit: 0.3 }, 150, 0.4],
  [{ side: "below", limit: 0.99 }, 20_000, 0.995],
] as const)("the needed part is the nearest that is enough: %j of %i", (line, count, usual) => {
  const needed = neededPart(line, count, usual, 1e-5)!;
  const direction = line.side === "above" ? 1 : -1;
  expect((needed / count - line.limit) * direction).toBeGreaterThan(0);
  const stricter = neededPart(line, count, usual, 1e-7)!;
  expect((stricter - needed) * direction).toBeGreaterThanOrEqual(0);
});

test("no part of so few entries may be enough", () => {
  expect(neededPart({ side: "above", limit: 0.3 }, 3, 0.15, 1e-6)).toBeUndefined();
});
