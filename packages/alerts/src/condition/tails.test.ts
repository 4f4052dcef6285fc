import { expect, test } from "vitest";
import { binomialAtLeast, binomialAtMost, fisherAtMost } from "./tails.ts";

// computed with exact fractions
test.each([
  [9, 50, 0.4, 0.000_757_297],
  [20, 50, 0.4, 0.561_034_932],
  [0, 10, 0.3, 0.028_247_525],
])("the chance of at most %i of %i at a share of %f", (k, n, p, expected) => {
  expect(binomialAtMost(k, n, p)).toBeCloseTo(expected, 6);
  expect(binomialAtLeast(k + 1, n, p)).toBeCloseTo(1 - expected, 6);
});

test("agrees with a plain sum for every count of small samples", () => {
  for (const [n, p] of [
    [1, 0.5],
    [12, 0.1],
    [40, 0.93],
  ] as const) {
    let [term, sum] = [(1 - p) ** n, 0];
    for (let k = 0; k <= n; k += 1) {
      sum += term;
      expect(binomialAtMost(k, n, p)).toBeCloseTo(sum, 7);
      term *= ((n - k) / (k + 1)) * (p / (1 - p));
    }
  }
});

test("large counts are close to the normal distribution and do not take long", () => {
  expect(binomialAtLeast(500_000, 1_000_000, 0.5)).toBeCloseTo(0.5, 2);
  expect(binomialAtLeast(502_326, 1_000_000, 0.5)).toBeCloseTo(1.64e-6, 7);
});

test("Fisher's exact test of two shares", () => {
  // 10 of 50 against 20 of 50, as all tables with the same sums
  const choose = (n: number, k: number): number => (k === 0 ? 1 : (choose(n - 1, k - 1) * n) / k);
  let sum = 0;
  for (let k = 0; k <= 10; k += 1) sum += (choose(50, k) * choose(50, 30 - k)) / choose(100, 30);
  expect(fisherAtMost(10, 30, 50, 50)).toBeCloseTo(sum, 7);
  expect(fisherAtMost(0, 0, 50, 50)).toBe(1);
});
