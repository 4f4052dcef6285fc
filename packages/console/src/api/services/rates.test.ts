import { expect, test } from "vitest";
import { ratesOf } from "./rates.ts";

const minute = 60_000;

/** Rates in steps of a minute, from the minute of `fromMs` on. */
function rates(counts: readonly number[], fromMs: number, toMs: number): number[] {
  const times = counts.map((_, at) => (Math.floor(fromMs / minute) + at) * minute);
  const covered = { fromNs: BigInt(fromMs) * 1_000_000n, toNs: BigInt(toMs) * 1_000_000n };
  return ratesOf(counts, { times, stepMs: minute, covered });
}

test("counts are divided by the time of their step", () => {
  expect(rates([60, 0, 30], 0, 3 * minute)).toEqual([1, 0, 0.5]);
});

test("the first and the last step count as far as they are in the range", () => {
  expect(rates([60, 30], 0, 1.5 * minute)).toEqual([1, 1]);
  expect(rates([30, 60], 0.5 * minute, 2 * minute)).toEqual([1, 1]);
});

test("a step that is hardly in the range is measured with the one beside it", () => {
  expect(rates([5, 1], 0, minute + 1000)).toEqual([5 / 60, 6 / 61]);
  expect(rates([1, 5], minute - 1000, 2 * minute)).toEqual([6 / 61, 5 / 60]);
});

test("steps before a service began have no part in its first rate", () => {
  const times = [0, 1, 2, 3].map((at) => at * minute);
  const covered = { fromNs: BigInt(2 * minute + 50_000) * 1_000_000n, toNs: BigInt(4 * minute) * 1_000_000n };
  expect(ratesOf([0, 0, 10, 60], { times, stepMs: minute, covered })).toEqual([0, 0, 1, 1]);
});

test("a range of one short step has its own rate, over at least a second", () => {
  expect(rates([2], 0, 10_000)).toEqual([0.2]);
  expect(rates([2], 0, 100)).toEqual([2]);
});
