// Times without a zone, in a browser that is not in UTC.
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { readTime } from "../ui/shell/time-input.ts";
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
