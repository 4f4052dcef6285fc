import fc from "fast-check";
import { expect, test } from "vitest";
import { distributionGap, gapByChance, leastExcess, shareInterval } from "./difference.ts";

test("a share's interval holds the share, and narrows with more spans", () => {
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

test("a value seen twice in few spans says less than one that stands out in many", () => {
  expect(leastExcess([2, 4], [0, 1000])).toBeLessThan(leastExcess([200, 400], [0, 1000]));
  expect(leastExcess([2, 20], [0, 1000])).toBeLessThan(0.02);
  expect(leastExcess([80, 100], [1000, 10_000])).toBeGreaterThan(0.5);
});

test("what is alike in both differs by nothing for certain", () => {
  expect(leastExcess([50, 100], [5000, 10_000])).toBeLessThan(0);
  expect(leastExcess([0, 100], [5000, 10_000])).toBeLessThan(0);
});

test("the gap of a distribution to itself is nothing, to one beyond it all that the levels tell", () => {
  const levels = [0.1, 0.5, 0.9];
  expect(distributionGap(levels, [1, 2, 3], [1, 2, 3])).toBe(0);
  expect(distributionGap(levels, [1, 2, 3], [11, 12, 13])).toBe(0.9);
  expect(distributionGap(levels, [1, 2, 3], [1, 3, 5])).toBeCloseTo(0.4, 1);
});

test("fewer values may lie further apart by chance", () => {
  expect(gapByChance(20, 20)).toBeGreaterThan(gapByChance(2000, 2000));
});
