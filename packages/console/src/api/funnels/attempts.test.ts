import fc from "fast-check";
import { expect, test } from "vitest";
import {
  type Attempt,
  excludedPlace,
  farthestAttempt,
  type FunnelOrder,
  isOpen,
  type Visit,
} from "./attempts.ts";

const stepCount = 4;
const anyVisit: fc.Arbitrary<Visit> = fc.record({
  place: fc.constantFrom(0, 1, 1, 2, 2, 3, 4, excludedPlace),
  at: fc.integer({ min: 0, max: 30 }),
});
const anyVisits = fc.array(anyVisit, { maxLength: 9 });
const anyOrder = fc.constantFrom<FunnelOrder>("ordered", "strict", "any");
const anyWindow = fc.integer({ min: 0, max: 30 });

/** Whether the chosen visits, in the order of time, are an attempt: written as the guide says it. */
function isAttempt(
  visits: readonly Visit[],
  chosen: readonly number[],
  order: FunnelOrder,
  window: number,
): boolean {
  const taken = chosen.map((index) => visits[index]!);
  const [first, last] = [taken[0]!, taken.at(-1)!];
  if (last.at - first.at > window) return false;
  const places = taken.map(({ place }) => place);
  if (places.some((place) => place === 0 || place === excludedPlace)) return false;
  if (order === "any" ? new Set(places).size < places.length : places.some((place, at) => place !== at + 1))
    return false;
  const between = visits.slice(chosen[0], chosen.at(-1)! + 1);
  if (between.some(({ place }) => place === excludedPlace)) return false;
  if (order !== "strict") return true;
  // Between two chosen visits there are only repetitions of the first of them.
  return chosen.every((index, at) =>
    visits.slice(index, chosen[at + 1] ?? index + 1).every(({ place }) => place === visits[index]!.place),
  );
}

/** The most steps of any attempt, by trying all subsets. */
function farthestOfAll(visits: readonly Visit[], order: FunnelOrder, window: number): number {
  const sorted = visits.toSorted((a, b) => a.at - b.at || a.place - b.place);
  let most = 0;
  for (let subset = 1; subset < 1 << sorted.length; subset++) {
    const chosen = sorted.flatMap((_, index) => ((subset >> index) & 1 ? [index] : []));
    if (chosen.length > most && isAttempt(sorted, chosen, order, window)) most = chosen.length;
  }
  return most;
}

test("no attempt goes further than the one that is found", () => {
  fc.assert(
    fc.property(anyVisits, anyOrder, anyWindow, (visits, order, window) => {
      expect(farthestAttempt(visits, order, window).length).toBe(farthestOfAll(visits, order, window));
    }),
    { numRuns: 1_000 },
  );
});

test("the times of an attempt are those of visits, ascend, and stay within the window", () => {
  fc.assert(
    fc.property(anyVisits, anyOrder, anyWindow, (visits, order, window) => {
      const attempt = farthestAttempt(visits, order, window);
      const moments = new Set(visits.map(({ at }) => at));
      expect(attempt.every((at) => moments.has(at))).toBe(true);
      expect(attempt).toEqual(attempt.toSorted((a, b) => a - b));
      expect((attempt.at(-1) ?? 0) - (attempt[0] ?? 0)).toBeLessThanOrEqual(window);
      expect(attempt.length).toBeLessThanOrEqual(stepCount);
    }),
  );
});

test("the order in which visits are given does not matter", () => {
  fc.assert(
    fc.property(
      anyVisits,
      anyOrder,
      anyWindow,
      fc.infiniteStream(fc.nat()),
      (visits, order, window, keys) => {
        const shuffled = visits
          .map((visit) => ({ visit, key: keys.next().value as number }))
          .toSorted((a, b) => a.key - b.key)
          .map(({ visit }) => visit);
        expect(farthestAttempt(shuffled, order, window)).toEqual(farthestAttempt(visits, order, window));
      },
    ),
  );
});

test("strict is never further than ordered, ordered never further than any, and a longer window never less far", () => {
  fc.assert(
    fc.property(anyVisits, anyWindow, anyWindow, (visits, window, more) => {
      const level = (order: FunnelOrder, within: number): number =>
        farthestAttempt(visits, order, within).length;
      expect(level("strict", window)).toBeLessThanOrEqual(level("ordered", window));
      expect(level("ordered", window)).toBeLessThanOrEqual(level("any", window));
      for (const order of ["ordered", "strict", "any"] as const)
        expect(level(order, window)).toBeLessThanOrEqual(level(order, window + more));
    }),
  );
});

const walk = (places: string): Visit[] =>
  [...places].map((place, at) => ({ place: place === "x" ? excludedPlace : Number(place), at }));

test.each<readonly [string, FunnelOrder, Attempt]>([
  ["1203", "ordered", [0, 1, 3]],
  ["1203", "strict", [0, 1]],
  ["1223", "strict", [0, 1, 3]],
  ["3211", "any", [0, 1, 2]],
  ["3211", "ordered", [3]],
  ["12x3", "ordered", [0, 1]],
  ["12x123", "ordered", [3, 4, 5]],
  ["12x3", "any", [0, 1]],
  ["112", "ordered", [1, 2]],
  ["0x", "any", []],
])("%s, %s: %j", (places, order, expected) => {
  expect(farthestAttempt(walk(places), order, 100)).toEqual(expected);
});

test.each([
  ["ordered", 60, true],
  ["ordered", 61, false],
  ["strict", 61, false],
  // the step at 30 may begin an attempt, too
  ["any", 80, true],
  ["any", 81, false],
] as const)("in %s order, a window of 50 is open at %d: %s", (order, now, expected) => {
  const visits = [
    { place: 1, at: 10 },
    { place: 2, at: 30 },
    { place: 0, at: 80 },
    { place: excludedPlace, at: 90 },
  ];
  expect(isOpen(visits, order, { window: 50, now })).toBe(expected);
});
