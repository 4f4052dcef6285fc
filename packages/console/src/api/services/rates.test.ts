import { expect, test } from "vitest";
import { ratesOf } from "./rates.ts";

const minute = 60_000;

test("counts are divided by the time of their step", () => {
  expect(ratesOf([60, 0, 30], [0, minute, 2 * minute], minute, 3 * minute)).toEqual([1, 0, 0.5]);
});

test("the last step counts as long as it has lasted", () => {
  expect(ratesOf([60, 30], [0, minute], minute, 1.5 * minute)).toEqual([1, 1]);
});

test("a step that has hardly begun is measured with the one before it", () => {
  expect(ratesOf([5, 1], [0, minute], minute, minute + 1000)).toEqual([5 / 60, 6 / 61]);
});

test("a range of one short step has its own rate, over at least a second", () => {
  expect(ratesOf([2], [0], minute, 10_000)).toEqual([0.2]);
  expect(ratesOf([2], [0], minute, 100)).toEqual([2]);
});
