import { expect, test } from "vitest";
import { settleOptions } from "../options.ts";

const settle = (option: unknown, variables: Record<string, string> = {}): unknown =>
  settleOptions({ cpuProfiles: option as boolean }, variables).cpuProfiles;
const defaults = { thresholdMs: 1000, maxPerMinute: 6, maxBytes: 1 << 20, intervalMs: 5 };

test("off unless asked for, the option before the variable", () => {
  expect(settle(undefined)).toBeUndefined();
  expect(settle(false, { TELLTALE_CPU_PROFILES: "true" })).toBeUndefined();
  expect(settle(true)).toEqual(defaults);
  expect(settle({}, { TELLTALE_CPU_PROFILES_THRESHOLD: "250" })).toEqual({ ...defaults, thresholdMs: 250 });
  expect(settle(undefined, { TELLTALE_CPU_PROFILES: "true" })).toEqual(defaults);
  expect(settle({ thresholdMs: 50, maxPerMinute: 1, maxBytes: 2048, intervalMs: 1 })).toEqual({
    thresholdMs: 50,
    maxPerMinute: 1,
    maxBytes: 2048,
    intervalMs: 1,
  });
});

test.each([
  [{ thresholdMs: 0 }, "cpuProfiles.thresholdMs"],
  [{ maxBytes: (1 << 20) + 1 }, "cpuProfiles.maxBytes"],
  [{ intervalMs: "5" }, "cpuProfiles.intervalMs"],
  [
    { threshold: 5 },
    "`cpuProfiles.threshold`: expected one of thresholdMs, maxPerMinute, maxBytes, intervalMs; did you mean `thresholdMs`?",
  ],
  ["yes", "`yes`"],
])("refuses %j", (option, message) => {
  expect(() => settle(option)).toThrow(message);
});
