import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseDays, parseTime, toIso } from "./time.ts";

const now = BigInt(Date.parse("2026-11-20T14:48:00Z")) * 1_000_000n;
const second = 1_000_000_000n;

describe("parseTime", () => {
  test.each([
    ["now", now],
    ["-1h", now - 3600n * second],
    ["now-30m", now - 1800n * second],
    ["+1d", now + 86_400n * second],
    ["-250ms", now - second / 4n],
    ["-2w", now - 14n * 86_400n * second],
    ["2026-11-20T14:48:00Z", now],
    ["2026-11-20T15:48:00+01:00", now],
    ["2026-11-20T14:48", now],
    ["2026-11-20 14:48", now],
    ["2026-11-20T15:48:00+0100", now],
    ["now-30min", now - 1800n * second],
    ["-1.5h", now - 5400n * second],
    ["-1h30m", now - 5400n * second],
    ["2026-11-20", now - (14n * 3600n + 48n * 60n) * second],
    ["2026-11-20T14:48:00.123456789Z", now + 123_456_789n],
    ["2026-11-20T14:48:00.1Z", now + second / 10n],
    ["1970-01-01T00:00:00Z", 0n],
  ])("%s", (expression, ns) => {
    expect(parseTime(expression, now)).toBe(ns);
  });

  test.each([
    "",
    "yesterday",
    "24 hours ago",
    "1h",
    "-1y",
    "--1h",
    "1795185600",
    "2026-02-31",
    "2026-13-01",
    "2026-11-20T25:00:00Z",
    "2026-11-20T14:48:00.1234567890Z",
    "1969-12-31T23:59:59Z",
    "2261-01-01T00:00:00Z",
    "-9999w",
    "-99999999999h",
    "2026-11-20T14:48:00Z'; DROP TABLE spans",
  ])("refuses %j", (expression) => {
    expect(parseTime(expression, now)).toBeUndefined();
  });

  test("reads back what toIso writes, to the nanosecond", () => {
    fc.assert(
      fc.property(fc.bigInt(0n, 9_183_110_399_999_999_999n), (ns) => {
        expect(parseTime(toIso(ns), now)).toBe(ns);
      }),
    );
  });
});

test("toIso shows three digits of seconds, and up to nine where there is more", () => {
  expect(toIso(now)).toBe("2026-11-20T14:48:00.000Z");
  expect(toIso(now + 251_000_000n)).toBe("2026-11-20T14:48:00.251Z");
  expect(toIso(now + 120n)).toBe("2026-11-20T14:48:00.00000012Z");
});

test("days are whole", () => {
  expect(["7", "7d", "2w", "48h"].map(parseDays)).toEqual([7, 7, 14, 2]);
  expect(["7h", "1.5d", "", "d", "-1d"].map(parseDays)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
