// Bounds on chance: few events prove nothing, many do.
import { expect, test } from "vitest";
import { countDigits, shareDigits } from "./chance.ts";

test.each([
  [1, 0, 0],
  [4, 0.001, 0],
  [5, 5, 0],
])("%i events where %f are usual are chance", (count, expected, digits) => {
  expect(countDigits(count, expected)).toBe(digits);
});

test("digits of counts are at most those of the Poisson distribution", () => {
  // P(X >= 30 | 10) = 1.6e-7 and P(X = 0 | 20) = 2.06e-9
  expect(countDigits(30, 10)).toBeGreaterThan(5);
  expect(countDigits(30, 10)).toBeLessThan(-Math.log10(1.6e-7));
  expect(countDigits(0, 20)).toBeCloseTo(8.686, 2);
});

test("digits of shares are at most those of the binomial distribution", () => {
  expect(shareDigits(1, 30, 0)).toBe(0);
  expect(shareDigits(3, 10, 0.1)).toBe(0);
  expect(shareDigits(11, 40, 0.02)).toBeGreaterThan(7);
  expect(shareDigits(0, 40, 0.02)).toBe(0);
  expect(shareDigits(50, 100, 0.95)).toBeGreaterThan(20);
});

test("shares of 0 and 1 have finite digits", () => {
  expect(Number.isFinite(shareDigits(100, 100, 0))).toBe(true);
  expect(Number.isFinite(shareDigits(0, 100, 1))).toBe(true);
});
