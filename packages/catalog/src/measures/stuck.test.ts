import { expect, test } from "vitest";
import { openSinceMs } from "./stuck.ts";

test("open instances are looked for from the beginning of the day 30 days before, and behind longer limits", () => {
  const day = 86_400_000;
  expect(openSinceMs(100.5 * day)).toBe(70 * day);
  expect(openSinceMs(100.5 * day, 7 * day)).toBe(70 * day);
  expect(openSinceMs(100.5 * day, 40 * day)).toBe(30 * day);
  expect(openSinceMs(day)).toBe(0);
});
