import { expect, test } from "vitest";
import { durationMs, durationText, formatDuration, parseDurationMs, parseDurationNs } from "./duration.ts";

test.each([
  ["250ms", 250e6],
  ["1.5s", 1.5e9],
  ["1.5 s", 1.5e9],
  ["2m", 120e9],
  ["2min", 120e9],
  ["7us", 7000],
  ["7µs", 7000],
  ["3ns", 3],
  ["1w", 7 * 86_400e9],
  ["1h30m", 5400e9],
  ["1 h 30 min", 5400e9],
  ["1m500us", 60e9 + 500_000],
  ["1.1h", 3960e9],
  ["0s", 0],
])("%s is %d ns", (text, ns) => {
  expect(parseDurationNs(text)).toBe(ns);
  expect(parseDurationMs(text)).toBe(ns / 1e6);
  expect(durationMs(text)).toBe(ns / 1e6);
});

test("a number without a unit is a duration where there is a usual unit", () => {
  expect(parseDurationNs("250", "ms")).toBe(250e6);
  expect(parseDurationNs("2.5", "d")).toBe(216_000e9);
  expect(parseDurationNs("250")).toBeUndefined();
});

test.each(["", "ms", "1h30", "30 1h", "-1s", "1,5s", "1y", "1 000ms", ".5s", "9999999999999999s", " 1s"])(
  "refuses %j",
  (text) => {
    expect(parseDurationNs(text, "ms")).toBeUndefined();
    expect(() => durationMs(text)).toThrow(
      `\`${text}\` is not a duration; expected a duration such as \`90s\`, \`1.5h\` or \`1h30m\`.`,
    );
  },
);

test("accepts 100 characters", () => {
  expect(parseDurationMs("1s".repeat(50))).toBe(50_000);
  expect(parseDurationMs("1s".repeat(50) + " ")).toBeUndefined();
});

test.each([
  [0, "0s"],
  [90_000, "1m30s"],
  [36 * 3_600_000, "1d12h"],
  [1234, "1s234ms"],
])("%d ms are written as %s, which reads back", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
  expect(durationMs(text)).toBe(ms);
});

test.each([
  [0, "0 s"],
  [0.5, "0.5 ms"],
  [250, "250 ms"],
  [1500, "1.5 s"],
  [60_000, "1 min"],
  [119_000, "1 min 59 s"],
  [5_400_000, "1 h 30 min"],
  [86_400_000, "1 day"],
  [2_592_000_000, "30 days"],
])("%d ms are %s for people", (ms, text) => expect(durationText(ms)).toBe(text));
