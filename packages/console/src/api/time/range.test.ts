import fc from "fast-check";
import { expect, test } from "vitest";
import { chooseStepMs, decisiveSize, endOf, previousRange, stepTimes } from "./range.ts";

const at = (text: string): bigint => BigInt(Date.parse(text)) * 1_000_000n;
const hour = { fromNs: at("2026-11-20T13:48:00Z"), toNs: at("2026-11-20T14:48:00Z") };

test("the previous range is as long and ends where this one begins", () => {
  expect(previousRange(hour)).toEqual({ fromNs: at("2026-11-20T12:48:00Z"), toNs: hour.fromNs });
});

test("the previous range does not begin before 1970", () => {
  expect(previousRange({ fromNs: 5n, toNs: 100n })).toEqual({ fromNs: 0n, toNs: 5n });
});

test("an hour in sixty steps is a minute each", () => {
  expect(chooseStepMs(hour, 60, 1)).toBe(60_000);
  expect(stepTimes(hour, 60_000)).toHaveLength(60);
});

test("a step is never narrower than the minimum", () => {
  expect(chooseStepMs(hour, 3600, 60_000)).toBe(60_000);
  expect(chooseStepMs(hour, 3600, 61_000)).toBe(120_000);
});

test("steps cover the range and are not many more than asked for", () => {
  const length = fc.bigInt(1_000_000n, 400n * 86_400_000_000_000n);
  fc.assert(
    fc.property(fc.bigInt(0n, at("2100-01-01T00:00:00Z")), length, (fromNs, lengthNs) => {
      const range = { fromNs, toNs: fromNs + lengthNs };
      const stepMs = chooseStepMs(range, 60, 1);
      const times = stepTimes(range, stepMs);
      expect(times.length).toBeLessThanOrEqual(62);
      expect(BigInt(times[0]!) * 1_000_000n).toBeLessThanOrEqual(fromNs);
      expect(BigInt(times.at(-1)! + stepMs) * 1_000_000n).toBeGreaterThanOrEqual(range.toNs);
    }),
  );
});

test("a range that ends a nanosecond into a step has that step", () => {
  const range = { fromNs: 1_099_727_634_374_999_986n, toNs: 1_099_727_634_376_000_001n };
  expect(stepTimes(range, 1)).toEqual([1_099_727_634_374, 1_099_727_634_375, 1_099_727_634_376]);
});

test("a page ends after the key of the page before, at the latest at the end of the range", () => {
  expect(endOf(hour, undefined)).toBe(hour.toNs);
  expect(endOf(hour, (hour.toNs + 5n).toString())).toBe(hour.toNs);
  expect(endOf(hour, (hour.toNs - 5n).toString())).toBe(hour.toNs - 4n);
});

test.each([
  [1_000, 60, 60],
  [60, 1_000, 60],
  [1_000, 0, 1_000],
  [0, 1_000, 1_000],
  [0, 0, 0],
])("of %d now and %d before, the part is chosen by %d", (current, previous, size) =>
  expect(decisiveSize(current, previous)).toBe(size),
);
