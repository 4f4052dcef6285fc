import type { FunnelSummary } from "contract";
import { expect, test } from "vitest";

import { conversionVerdict } from "../../lib/conversion-verdict.ts";
import { previousConversionOf } from "../../lib/previous-people.ts";
import { funnelStanding } from "../../lib/standing.ts";
import { toSteps, worstStep } from "./funnel-model.ts";
import { leftOutOfRule } from "./left-out-of-rule.ts";
import { toRules, validateFunnelSearch } from "./search.ts";
import { windowReason } from "./window-words.ts";

const funnel = (
  people: readonly number[],
  previous: readonly number[],
  open: readonly number[] = [],
): FunnelSummary => ({
  name: "checkout",
  steps: people.map((count, i) => ({
    name: `s${i}`,
    people: count,
    open: open[i] ?? 0,
    medianMs: null,
    p90Ms: null,
  })),
  conversion: 0,
  previousConversion: 0,
  previous,
  abandoned: 0,
  window: { ms: 300_000, of: "times" },
  services: [],
});

test("shares of the first and of the previous step, now and before", () => {
  const steps = toSteps(funnel([1000, 500, 250], [800, 400, 300]));
  expect(steps.map((s) => [s.ofFirst, s.ofBefore, s.dropped])).toEqual([
    [1, null, 0],
    [0.5, 0.5, 500],
    [0.25, 0.5, 250],
  ]);
  expect(steps.map((s) => [s.ofFirstThen, s.ofBeforeThen])).toEqual([
    [1, null],
    [0.5, 0.5],
    [0.375, 0.75],
  ]);
  expect(steps.map((s) => s.verdict)).toEqual(["usual", "usual", "bad"]);
});

test("a significant fall is selected before a larger but usual loss", () => {
  expect(worstStep(toSteps(funnel([1000, 500, 250], [800, 400, 300])))).toBe("s1");
  expect(worstStep(toSteps(funnel([1000, 500, 250], [])))).toBe("s0");
  expect(worstStep(toSteps(funnel([10, 10], [])))).toBeUndefined();
});

test("while nothing is complete no one has dropped", () => {
  const late = { ...funnel([1000, 500, 250], [], [120, 250, 0]), lack: "not complete" } as const;
  expect(toSteps(late).map(({ dropped, open }) => [dropped, open])).toEqual([
    [0, 0],
    [0, 500],
    [0, 250],
  ]);
});

test("no step is drawn as bad beside a verdict that is not", () => {
  // fewer went on from the first step: by more than chance gives, but not so much that a sentence says it
  const steady = funnel([1000, 500, 400], [1000, 570, 420]);
  const { state, word } = funnelStanding(steady, { isRead: true, days: [], alerts: [] }, false);
  expect([state, word]).toEqual(["good", "steady"]);
  expect(toSteps(steady)[1]!.verdict).toBe("bad");
  expect(toSteps(steady, false, state).map(({ verdict }) => verdict)).toEqual(["usual", "usual", "usual"]);
  // a fall that a sentence says, on a page whose verdict is that of earlier days
  const usual = funnel([1000, 500, 400], [1000, 700, 420]);
  const judged = funnelStanding(usual, { isRead: true, days: [usual, usual, usual], alerts: [] }, false);
  expect([judged.state, judged.word]).toEqual(["good", "usual"]);
  expect(toSteps(usual, false, judged.state).map(({ verdict, fell }) => [verdict, fell])).toEqual([
    ["usual", false],
    ["usual", true],
    ["good", false],
  ]);
  const alone = funnelStanding(usual, { isRead: true, days: [], alerts: [] }, false);
  expect(alone.word).toBe("fell");
  expect(toSteps(usual, false, alone.state)[1]!.verdict).toBe("bad");
});

test("people whose window is not over did not drop", () => {
  const steps = toSteps(funnel([1000, 500, 250], [], [120, 250, 0]));
  expect(steps.map(({ dropped, open }) => [dropped, open])).toEqual([
    [0, 0],
    [380, 120],
    [0, 250],
  ]);
  expect(worstStep(toSteps(funnel([10, 8], [], [2, 0])))).toBe("s0");
});

test("without people or a previous period there is no figure instead of 0", () => {
  const [first, second] = toSteps(funnel([0, 0], []));
  expect([first!.ofFirst, second!.ofBefore, second!.ofBeforeThen]).toEqual([null, null, null]);
  expect(conversionVerdict(funnel([0, 0], []))).toBe("usual");
});

test("with few people before there is nothing to compare with", () => {
  const compared = (entered: number): readonly (number | null)[] =>
    toSteps(funnel([1000, 500], [entered, entered])).map((step) => step.ofFirstThen);
  expect(compared(19)).toEqual([null, null]);
  expect(compared(20)).toEqual([1, 1]);
  expect([19, 20].map((entered) => conversionVerdict(funnel([1000, 500], [entered, entered])))).toEqual([
    "usual",
    "bad",
  ]);
  expect(previousConversionOf(funnel([1000, 500], [19, 19]))).toBeNull();
  expect(previousConversionOf({ ...funnel([1000, 500], [20, 20]), previousConversion: 1 })).toBe(1);
});

test("the address holds the steps and how they must be taken", () => {
  const address = {
    steps: ["cart", "done"],
    order: "strict",
    exclude: ["help"],
    by: "tier",
    within: "60000",
  };
  expect(validateFunnelSearch(address)).toEqual({ ...address, within: 60_000 });
  expect(toRules(validateFunnelSearch(address))).toEqual({
    steps: ["cart", "done"],
    order: "strict",
    exclude: ["help"],
    windowMs: 60_000,
  });
  // A step twice counts once, one step is not a funnel, and a step of the funnel cannot be excluded.
  expect(validateFunnelSearch({ steps: ["cart", "cart"], exclude: "help", order: "upwards" })).toEqual({
    exclude: ["help"],
  });
  expect(validateFunnelSearch({ steps: ["cart", "done"], exclude: ["done"] })).toEqual({
    steps: ["cart", "done"],
  });
});

test("an invalid address still opens", () => {
  expect(validateFunnelSearch({ step: "payment", within: "soon" })).toEqual({ step: "payment" });
});

test("an alert rule about a funnel leaves out what it cannot count", () => {
  const [cart, payment, done] = ["cart", "payment", "done"].map((name) => ({ name }));
  const all = { service: undefined, filters: [] };
  expect(leftOutOfRule([cart!, done!], {}, all)).toEqual([]);
  expect(leftOutOfRule([cart!, payment!, done!], {}, all)).toEqual(["the steps between cart and done"]);
  expect(
    leftOutOfRule(
      [cart!, done!],
      { order: "strict", exclude: ["help"] },
      { service: "shop", filters: ["plan=pro", "duration>1s"] },
    ),
  ).toEqual(["strict order", "no help", "the service shop", "plan=pro", "duration>1s"]);
});

test("a day without a usual time does not say that few people finished, which may not be so", () => {
  expect(windowReason({ ms: 86_400_000, of: "default" })).toBe(
    "People may take 1 d from the first step to the last: the usual time is not known yet.",
  );
});
