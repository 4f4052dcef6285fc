import { expect, test } from "vitest";

import { boundSplits } from "./axis.ts";
import { scoreScale } from "./score-scale.ts";

test("scores have the usual scale that has all of them", () => {
  expect(scoreScale([2, 4.4])).toEqual([1, 5]);
  expect(scoreScale([0, 5])).toEqual([0, 5]);
  expect(scoreScale([1, 6])).toEqual([1, 10]);
  expect(scoreScale([0.2, 0.9])).toEqual([0, 1]);
  expect(scoreScale([40, 96])).toEqual([0, 100]);
  expect(scoreScale([-1, 1])).toBeUndefined();
  expect(scoreScale([400])).toBeUndefined();
  expect(scoreScale([])).toBeUndefined();
});

test("the axis of a scale has its ends, and round values between them", () => {
  expect(boundSplits([1, 5])).toEqual([1, 2, 3, 4, 5]);
  expect(boundSplits([0, 10])).toEqual([0, 2, 4, 6, 8, 10]);
  expect(boundSplits([1, 10])).toEqual([1, 4, 7, 10]);
  expect(boundSplits([0, 100])).toEqual([0, 25, 50, 75, 100]);
  expect(boundSplits([0, 1])).toEqual([0, 0.25, 0.5, 0.75, 1]);
});
