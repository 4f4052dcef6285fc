import { expect, test } from "vitest";
import { addCounts, quantileMs } from "./duration-histogram.ts";

/** The bucket the roll-up puts a duration into. */
const bucketOf = (ms: number): number => Math.floor(Math.log2(ms * 1e6 + 1) * 4);

test("a quantile is exact to the width of a bucket", () => {
  const counts = new Map<number, number>();
  for (let ms = 1; ms <= 1000; ms++) addCounts(counts, { [bucketOf(ms)]: "1" });
  expect(Math.abs(quantileMs(counts, 0.95)! / 950 - 1)).toBeLessThan(0.1);
  expect(Math.abs(quantileMs(counts, 0.5)! / 500 - 1)).toBeLessThan(0.1);
});

test("without counts there are no values", () => {
  expect(quantileMs(new Map(), 0.95)).toBeNull();
  expect(quantileMs(new Map([[3, 0]]), 0.95)).toBeNull();
});

test("a duration of zero is about zero", () => {
  expect(quantileMs(new Map([[0, 5]]), 0.95)).toBeLessThan(0.000001);
});
