import { expect, test } from "vitest";

import { hoursToCompare } from "./hours-to-compare.ts";

test("says how many hours are left, and until when traces are judged", () => {
  const titleOf = (hours: number, judgedUntil: string | null): string | undefined =>
    hoursToCompare({ hoursToCompare: hours, judgedUntil })[0]?.title;
  expect(titleOf(1, null)).toBe("1 hour left to compare, including the current one");
  expect(titleOf(2, "2026-11-20T14:31:00Z")).toMatch(
    /^2 hours left to compare, including the current one\. Traces are judged until .*\d\d:\d\d$/,
  );
  expect(hoursToCompare(null)).toEqual([]);
});
