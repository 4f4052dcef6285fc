import fc from "fast-check";
import { expect, test } from "vitest";
import { chooseSlices, toSliceParams } from "./time-slices.ts";

const minuteNs = 60_000_000_000n;

test("slices are different minutes of the range, in order, up to the requested number", () => {
  fc.assert(
    fc.property(
      fc.bigInt(0n, 10n ** 18n),
      fc.bigInt(1n, 10n ** 15n),
      fc.integer({ min: 1, max: 60 }),
      (fromNs, lengthNs, count) => {
        const range = { fromNs, toNs: fromNs + lengthNs };
        const { minutes } = chooseSlices(range, count, 30);
        const [first, last] = [fromNs / minuteNs, (range.toNs - 1n) / minuteNs];
        expect(minutes.length).toBe(Math.min(count, Number(last - first) + 1));
        expect(new Set(minutes).size).toBe(minutes.length);
        expect(minutes.every((minute) => minute >= first && minute <= last)).toBe(true);
        expect(minutes).toEqual(minutes.toSorted((a, b) => (a < b ? -1 : 1)));
      },
    ),
  );
});

test("parameters are minutes and their hours", () => {
  const from = BigInt(Date.parse("2026-11-20T14:58:00Z")) * 1_000_000n;
  expect(toSliceParams(chooseSlices({ fromNs: from, toNs: from + 4n * minuteNs }, 2, 5))).toEqual({
    minutes: ["2026-11-20 14:59:00", "2026-11-20 15:01:00"],
    hours: ["2026-11-20 14:00:00", "2026-11-20 15:00:00"],
    seconds: 5,
  });
});
