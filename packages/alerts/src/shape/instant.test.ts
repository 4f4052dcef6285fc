import { expect, test } from "vitest";
import { parseInstant } from "./instant.ts";

test.each([
  ["2026-03-02", "2026-03-02T00:00:00.000Z"],
  ["2026-03-02T09:00", "2026-03-02T09:00:00.000Z"],
  ["2026-03-02 09:00:30.5", "2026-03-02T09:00:30.500Z"],
  ["2026-03-02T09:00:00+01:00", "2026-03-02T08:00:00.000Z"],
  ["2026-03-02T09:00:00-0130", "2026-03-02T10:30:00.000Z"],
  ["2028-02-29T00:00:00Z", "2028-02-29T00:00:00.000Z"],
])("reads %s, in UTC where it has no time zone", (text, expected) => {
  expect(new Date(parseInstant(text)!).toISOString()).toBe(expected);
});

test.each([
  "2026-02-30T00:00:00Z",
  "2026-02-29",
  "2026-3-2",
  "2026-03-02T25:00:00Z",
  "2026-03-02T09:60:00Z",
  "2026-13-01",
  "02 Mar 2026",
  "5",
  "",
])("rejects %j instead of guessing a day", (text) => {
  expect(parseInstant(text)).toBeUndefined();
});
