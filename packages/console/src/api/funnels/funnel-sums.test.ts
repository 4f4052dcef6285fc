// The sums of funnels, over random people: each person is in one place only, and every figure is a count of them.
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Attempt, excludedPlace, farthestAttempt, type FunnelOrder } from "./attempts.ts";
import { conversionTrend } from "./attempt-times.ts";
import { type Level, levelsOf } from "./funnel-levels.ts";
import { conversionOf, reachedByStep, summariseFunnels } from "./funnel-summary.ts";

const stepCount = 4;
const name = "checkout";
const visits = fc.array(
  fc.record({ place: fc.constantFrom(0, 1, 1, 2, 2, 3, 4, excludedPlace), at: fc.nat(30) }),
  { maxLength: 9 },
);
const orders = fc.constantFrom<FunnelOrder>("ordered", "strict", "any");
/** People who entered, each with one value of an attribute. */
const everyone = fc
  .tuple(orders, fc.array(fc.tuple(visits, fc.constantFrom("gold", "silver", "")), { maxLength: 20 }))
  .map(([order, people]) =>
    people
      .map(([own, value]) => ({ attempt: farthestAttempt(own, order, 20), value }))
      .filter(({ attempt }) => attempt.length > 0),
  );
const levels: fc.Arbitrary<readonly Level[]> = fc.array(
  fc.record({ level: fc.integer({ min: 1, max: stepCount }), people: fc.nat(1000), open: fc.constant(0) }),
  { maxLength: 8 },
);

const reachedOf = (attempts: readonly Attempt[], share = 1): number[] =>
  reachedByStep(
    levelsOf(new Map([[name, { attempts, open: new Set<Attempt>(), share }]])).get(name)!,
    stepCount,
  );
const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0);
const added = (lists: readonly (readonly number[])[]): number[] =>
  Array.from({ length: stepCount }, (_, at) => sum(lists.map((list) => list[at]!)));

describe("people at the steps of a funnel", () => {
  test("become fewer, and those who dropped off and who finished are those who entered", () => {
    fc.assert(
      fc.property(everyone, fc.integer({ min: 1, max: 9 }), (people, share) => {
        const attempts = people.map(({ attempt }) => attempt);
        const reached = reachedOf(attempts, share);
        expect(reached).toEqual(reached.toSorted((a, b) => b - a));
        expect(reached[0]).toBe(attempts.length * share);
        const dropped = reached.map((count, at) => count - (reached[at + 1] ?? 0));
        for (const [at, count] of dropped.entries())
          expect(count).toBe(attempts.filter(({ length }) => length === at + 1).length * share);
        expect(sum(dropped)).toBe(reached[0]);
        const finished = attempts.filter(({ length }) => length === stepCount).length;
        expect(conversionOf(reached)).toBe(attempts.length === 0 ? null : finished / attempts.length);
      }),
      { seed: 31 },
    );
  });

  test("are the sum of those of the parts, and of the values of an attribute", () => {
    fc.assert(
      fc.property(everyone, (people) => {
        const whole = reachedOf(people.map(({ attempt }) => attempt));
        const byValue = ["gold", "silver", ""].map((value) =>
          reachedOf(people.filter((one) => one.value === value).map(({ attempt }) => attempt)),
        );
        expect(added(byValue)).toEqual(whole);
        const parts = [0, 1, 2].map((part) =>
          reachedOf(people.filter((_, at) => at % 3 === part).map(({ attempt }) => attempt)),
        );
        expect(added(parts)).toEqual(whole);
      }),
      { seed: 32 },
    );
  });

  test("stay in order where each represents a fraction, and are as many whichever way their levels are listed", () => {
    fc.assert(
      fc.property(levels, fc.integer({ min: 1, max: 700 }), fc.nat(8), (list, hundredths, at) => {
        const share = hundredths / 100;
        const some = list.map((one) => ({ ...one, people: one.people * share }));
        const reached = reachedByStep(some, stepCount);
        expect(reached).toEqual(reached.toSorted((a, b) => b - a));
        expect(Math.abs(reached[0]! - sum(some.map(({ people }) => people)))).toBeLessThanOrEqual(0.5 + 1e-6);
        const [first, second] = [list.slice(0, at), list.slice(at)];
        expect(added([reachedByStep(first, stepCount), reachedByStep(second, stepCount)])).toEqual(
          reachedByStep([...second, ...first], stepCount),
        );
      }),
      { seed: 33 },
    );
  });

  test("are in the buckets of time as many as entered and finished", () => {
    fc.assert(
      fc.property(everyone, (people) => {
        const attempts = people.map(({ attempt }) => attempt);
        const times = [0, 10, 20, 30];
        const buckets = conversionTrend(attempts, stepCount, { fromMs: 0, times, stepMs: 10 });
        const reached = reachedOf(attempts);
        expect(sum(buckets.map(({ entered }) => entered))).toBe(reached[0]);
        expect(sum(buckets.map(({ finished }) => finished))).toBe(reached.at(-1));
      }),
      { seed: 34 },
    );
  });
});

test("a summary has the figures of its own funnel, now and before", () => {
  const known = fc.tuple(levels, levels, fc.nat(50));
  fc.assert(
    fc.property(fc.tuple(known, known), (all) => {
      const names = ["checkout", "signup"];
      const steps = ["cart", "address", "payment", "done"];
      const summaries = summariseFunnels(
        names.map((one) => ({ name: one, steps })),
        {
          levels: new Map(names.map((one, at) => [one, all[at]![0]])),
          levelsBefore: new Map(names.map((one, at) => [one, all[at]![1]])),
          attempts: new Map(),
          abandoned: names.map((one, at) => ({ name: one, people: String(all[at]![2]) })),
          windowOf: () => ({ ms: 300_000, of: "times" }),
          servicesOf: () => [],
        },
      );
      for (const [at, [now, before, left]] of all.entries()) {
        const { steps: shown, conversion, previous, previousConversion, abandoned } = summaries[at]!;
        const people = shown.map((step) => step.people);
        // Whoever is at a step and not at the next one has that level.
        const atLevel = (list: readonly Level[], level: number): number =>
          sum(list.filter((one) => one.level === level).map((one) => one.people));
        for (const [place, count] of people.entries()) {
          expect(count - (people[place + 1] ?? 0)).toBe(atLevel(now, place + 1));
          expect(previous[place]! - (previous[place + 1] ?? 0)).toBe(atLevel(before, place + 1));
        }
        expect(conversion).toBe(people[0] === 0 ? null : people.at(-1)! / people[0]!);
        expect(previousConversion).toBe(previous[0] === 0 ? null : previous.at(-1)! / previous[0]!);
        expect(abandoned).toBe(left);
      }
    }),
    { seed: 35 },
  );
});
