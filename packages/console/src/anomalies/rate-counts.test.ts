// Rates as counts: what is open stays open, is accepted after a day, and samples do not make findings.
import { createCountDetector, type CountState } from "detect";
import { expect, test } from "vitest";
import type { Assessed } from "./assessed.ts";
import { assessCounts } from "./rate-counts.ts";

const minute = 60_000;
const start = Date.UTC(2026, 10, 16);
const detector = createCountDetector({ windowMs: minute });

/** Steps `minutes` with the volume of each; a share of it was stored. */
function run(
  state: CountState,
  from: number,
  minutes: number,
  volumeOf: (at: number) => number,
  stored = 1,
): Assessed[] {
  return Array.from({ length: minutes }, (_, index) => {
    const volume = volumeOf(from + index);
    return assessCounts(detector, state, start + (from + index) * minute, volume, volume * stored);
  });
}

/** Around 60, without chance. */
const usual = (at: number): number => 60 + ((at * 7) % 13) - 6;

test("a rate that falls to a tenth is one finding until it is back", () => {
  const state = detector.start();
  run(state, 0, 300, usual);
  const fallen = run(state, 300, 600, (at) => Math.round(usual(at) / 10));
  expect(fallen.slice(5).every(({ finding }) => finding !== undefined)).toBe(true);
  expect(fallen.at(-1)!.finding).toMatchObject({ kind: "shift", since: start + 300 * minute });
  expect(fallen.at(-1)!.finding!.expected).toBeCloseTo(60, -1);
  expect(fallen.at(-1)!.score).toBeGreaterThan(0.5);
  expect(run(state, 900, 5, usual).at(-1)!.finding).toBeUndefined();
});

test("a level that stays for a day is the usual one", () => {
  const state = detector.start();
  run(state, 0, 300, usual);
  const raised = run(state, 300, 1500, (at) => usual(at) * 8);
  expect(raised[1400]!.finding).toBeDefined();
  expect(raised.at(-1)!.finding).toBeUndefined();
  expect(raised.at(-1)!.usual).toBeGreaterThan(400);
});

test("what one stored entry in a hundred says is taken for as uncertain as it is", () => {
  const jump = (at: number): number => usual(at) * (at < 300 ? 10 : 35);
  const [whole, sampled] = [detector.start(), detector.start()];
  expect(run(whole, 0, 301, jump).at(-1)!.finding).toBeDefined();
  expect(run(sampled, 0, 301, jump, 0.01).at(-1)!.finding).toBeUndefined();
});
