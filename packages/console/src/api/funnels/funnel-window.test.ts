import { expect, test } from "vitest";
import { windowFor } from "./funnel-window.ts";

const minute = 60_000;

test("the window is long enough for 99 of 100 people who finished", () => {
  const times = Array.from({ length: 100 }, (_, at) => (at + 1) * minute);
  expect(windowFor(times)).toBe(120 * minute);
  expect(windowFor(times.map((ms) => ms / 20))).toBe(5 * minute);
});

test("one person in a hundred who came back later does not decide", () => {
  const times = [...Array.from({ length: 99 }, () => minute), 20 * 60 * minute];
  expect(windowFor(times)).toBe(5 * minute);
});

test("the window is a day at most", () => {
  expect(windowFor(Array.from({ length: 20 }, () => 30 * 60 * minute))).toBe(24 * 60 * minute);
});

test("fewer than 20 people who finished decide nothing", () => {
  expect(windowFor(Array.from({ length: 19 }, () => minute))).toBeUndefined();
});
