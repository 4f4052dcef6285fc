import { expect, test } from "vitest";
import { correlationOf, overlapOf } from "./similarity.ts";

test.each([
  [{ from: 0, to: 10 }, { from: 0, to: 10 }, 1],
  [{ from: 0, to: 10 }, { from: 5, to: 15 }, 1 / 3],
  [{ from: 0, to: 10 }, { from: 10, to: 20 }, 0],
  [{ from: 0, to: 0 }, { from: 0, to: 0 }, 0],
])("overlap of %j and %j", (a, b, overlap) => {
  expect(overlapOf(a, b)).toBeCloseTo(overlap, 10);
});

const minutes = [1, 2, 3, 4, 5, 6];

test("series that move alike, against each other, or not at all", () => {
  const a = { minutes, values: [1, 2, 3, 4, 5, 9] };
  expect(correlationOf(a, { minutes, values: [10, 20, 30, 40, 50, 90] })).toBeCloseTo(1, 10);
  expect(correlationOf(a, { minutes, values: [-1, -2, -3, -4, -5, -9] })).toBeCloseTo(-1, 10);
  expect(correlationOf(a, { minutes, values: [7, 7, 7, 7, 7, 7] })).toBeNull();
});

test("only points at the same times count, and fewer than five say nothing", () => {
  const a = { minutes, values: [1, 2, 3, 4, 5, 6] };
  expect(correlationOf(a, { minutes: [0, 2, 3, 4, 5, 6], values: [99, 2, 3, 4, 5, 6] })).toBeCloseTo(1, 10);
  expect(correlationOf(a, { minutes: [3, 4, 5, 6, 7, 8], values: [3, 4, 5, 6, 7, 8] })).toBeNull();
});
