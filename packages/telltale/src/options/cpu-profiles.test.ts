import { expect, test } from "vitest";
import { resolveOptions } from "../options.ts";

const resolve = (option: unknown, variables: Record<string, string> = {}): unknown =>
  resolveOptions({ cpuProfiles: option as boolean }, variables).cpuProfiles;
const defaults = { thresholdMs: 1000, maxPerMinute: 6, maxBytes: 1 << 20, intervalMs: 5 };

test("off unless asked for, the option before the variable", () => {
  expect(resolve(undefined)).toBeUndefined();
  expect(resolve(false, { TELLTALE_CPU_PROFILES: "true" })).toBeUndefined();
  expect(resolve(true)).toEqual(defaults);
  expect(resolve({}, { TELLTALE_CPU_PROFILES_THRESHOLD: "250" })).toEqual({ ...defaults, thresholdMs: 250 });
  expect(resolve(undefined, { TELLTALE_CPU_PROFILES: "true" })).toEqual(defaults);
  expect(resolve({ thresholdMs: 50, maxPerMinute: 1, maxBytes: 2048, intervalMs: 1 })).toEqual({
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
  expect(() => resolve(option)).toThrow(message);
});
