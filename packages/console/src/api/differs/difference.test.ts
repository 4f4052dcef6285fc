import fc from "fast-check";
import { expect, test } from "vitest";
import { distributionGap, gapByChance, leastExcess, shareInterval } from "./difference.ts";

test("the interval of a share contains the share, and narrows with more spans", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 10_000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (total, share) => {
        const count = Math.round(total * share);
        const [low, high] = shareInterval(count, total);
        const [narrowLow, narrowHigh] = shareInterval(count * 100, total * 100);
        expect(low).toBeLessThanOrEqual(count / total + 1e-9);
        expect(high).toBeGreaterThanOrEqual(count / total - 1e-9);
        expect(narrowHigh - narrowLow).toBeLessThan(high - low);
      },
    ),
  );
});

test("a value in two of few spans ranks below one that is frequent in many", () => {
  expect(leastExcess([2, 4], [0, 1000])).toBeLessThan(leastExcess([200, 400], [0, 1000]));
  expect(leastExcess([2, 20], [0, 1000])).toBeLessThan(0.02);
  expect(leastExcess([80, 100], [1000, 10_000])).toBeGreaterThan(0.5);
});

test("equal groups have no certain difference", () => {
  expect(leastExcess([50, 100], [5000, 10_000])).toBeLessThan(0);
  expect(leastExcess([0, 100], [5000, 10_000])).toBeLessThan(0);
});

test("the gap of a distribution to itself is zero, to a disjoint one the maximum", () => {
  const levels = [0.1, 0.5, 0.9];
  expect(distributionGap(levels, [1, 2, 3], [1, 2, 3])).toBe(0);
  expect(distributionGap(levels, [1, 2, 3], [11, 12, 13])).toBe(0.9);
  expect(distributionGap(levels, [1, 2, 3], [1, 3, 5])).toBeCloseTo(0.4, 1);
});

test("with fewer values, the gap by chance is larger", () => {
  expect(gapByChance(20, 20)).toBeGreaterThan(gapByChance(2000, 2000));
});
