import { expect, test } from "vitest";
import { conversionOf, reachedByStep } from "./funnel-summary.ts";

test("people who went further also count at every step before", () => {
  const levels = [
    { level: 1, people: 5 },
    { level: 3, people: 2 },
    { level: 2, people: 4 },
  ];
  expect(reachedByStep(levels, 4)).toEqual([11, 6, 2, 0]);
});

test("conversion is last over first", () => {
  expect(conversionOf([8, 4, 2])).toBe(0.25);
  expect(conversionOf([8])).toBe(1);
});

test("without people there is no conversion", () => {
  expect(conversionOf([0, 0])).toBeNull();
  expect(conversionOf([])).toBeNull();
});
