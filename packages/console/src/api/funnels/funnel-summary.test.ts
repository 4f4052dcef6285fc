import { expect, test } from "vitest";
import { conversionOf, droppedByStep, openByStep, reachedByStep } from "./funnel-summary.ts";

test("people who went further also count at every step before", () => {
  const levels = [
    { level: 1, people: 5, open: 2 },
    { level: 3, people: 2, open: 0 },
    { level: 2, people: 4, open: 4 },
  ];
  expect(reachedByStep(levels, 4)).toEqual([11, 6, 2, 0]);
  expect(openByStep(levels, 4)).toEqual([2, 4, 0, 0]);
});

test("people who finished are not open, whenever their window ends", () => {
  expect(openByStep([{ level: 2, people: 3, open: 3 }], 2)).toEqual([0, 0]);
});

test("dropped, finished and still open are those who entered", () => {
  const steps = [
    { people: 11, open: 2 },
    { people: 6, open: 4 },
    { people: 2, open: 0 },
  ];
  expect(droppedByStep(steps)).toEqual([3, 0]);
});

test("conversion is last over first", () => {
  expect(conversionOf([8, 4, 2])).toBe(0.25);
  expect(conversionOf([8])).toBe(1);
});

test("without people there is no conversion", () => {
  expect(conversionOf([0, 0])).toBeNull();
  expect(conversionOf([])).toBeNull();
});
