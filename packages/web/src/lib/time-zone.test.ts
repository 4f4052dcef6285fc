// Times without a zone, in a browser that is not in UTC.
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { localInput, readTime } from "../ui/shell/time-input.ts";
import { resolveTime } from "./time-range.ts";

beforeAll(() => {
  vi.stubEnv("TZ", "America/New_York");
});
afterAll(() => {
  vi.unstubAllEnvs();
});

test("the zone of this test is not UTC", () => {
  expect(new Date(2026, 10, 20).toISOString()).toBe("2026-11-20T05:00:00.000Z");
});

test.each(["2026-11-20T14:00", "2026-11-20 14:00", "2026-11-20T14:00:00Z", "2026-11-20T15:00+01:00"])(
  "an address with from=%s means 14:00 UTC, as in the API",
  (expression) => {
    expect(resolveTime(expression)).toBe(Date.UTC(2026, 10, 20, 14));
  },
);

test.each([
  ["2026-11-20T14:00", "2026-11-20T19:00:00.000Z"],
  ["2026-11-20 14:00:30", "2026-11-20T19:00:30.000Z"],
  ["2026-11-20", "2026-11-20T05:00:00.000Z"],
  ["20 Nov 2026 14:00", "2026-11-20T19:00:00.000Z"],
  ["2026-11-20T14:00Z", "2026-11-20T14:00:00.000Z"],
])("what a person types is local, and enters the address with its zone: %s", (typed, sent) => {
  expect(readTime(typed)).toBe(sent);
});

test.each([
  // the hour that is there twice
  ["2026-11-01T05:30:00.000Z", "1 Nov 2026 01:30"],
  ["2026-11-01T06:30:00.000Z", "1 Nov 2026 01:30 -0500"],
  ["2026-11-01T06:30:07.000Z", "1 Nov 2026 01:30:07 -0500"],
  ["2026-11-01T07:30:00.000Z", "1 Nov 2026 02:30"],
  // around the hour that is missing
  ["2026-03-08T06:59:00.000Z", "8 Mar 2026 01:59"],
  ["2026-03-08T07:00:00.000Z", "8 Mar 2026 03:00"],
])("%s is written so that it is read as the same time: %s", (sent, written) => {
  expect([localInput(Date.parse(sent)), readTime(written)]).toEqual([written, sent]);
});

test("hours of the day when the clocks change are those of that time", () => {
  const now = Date.parse("2026-11-01T18:00:00Z");
  expect([readTime("00:30", now), readTime("13:00", now)]).toEqual([
    "2026-11-01T04:30:00.000Z",
    "2026-11-01T18:00:00.000Z",
  ]);
});
