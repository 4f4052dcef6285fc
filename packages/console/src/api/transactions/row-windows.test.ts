import fc from "fast-check";
import { expect, test } from "vitest";
import { toWindows } from "./row-windows.ts";
import { toTransactionTimes } from "./transaction-params.ts";

const dayNs = 86_400_000_000_000n;

const startNs = 20_000n * dayNs;

test("a month is read back from the end: some hours, two days, and then all", () => {
  const endNs = startNs + 30n * dayNs;
  const windows = toWindows({ fromNs: startNs, toNs: endNs }, endNs);
  expect(windows.map(({ beginNs }) => Number((endNs - beginNs) / 3_600_000_000_000n))).toEqual([6, 48, 384]);
});

test("an hour is read as a whole", () => {
  expect(toWindows({ fromNs: startNs, toNs: startNs + dayNs / 24n }, startNs + dayNs / 24n)).toEqual([]);
});

test("windows grow, begin in the range, have a day of records before them, and read less than all", () => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 1n, max: 400n * dayNs }),
      fc.bigInt({ min: -10n * dayNs, max: 400n * dayNs }),
      fc.constantFrom(0n, dayNs / 2n, startNs),
      (length, at, fromNs) => {
        const range = { fromNs, toNs: fromNs + length };
        const endNs = fromNs + (at < length ? at : length);
        const whole = toTransactionTimes(range);
        const windows = toWindows(range, endNs);
        for (const [place, { beginNs, sinceNs }] of windows.entries()) {
          expect(sinceNs).toBe(beginNs > dayNs ? beginNs - dayNs : 0n);
          expect(beginNs > fromNs && beginNs < (windows[place - 1]?.beginNs ?? endNs)).toBe(true);
        }
        const read = windows.reduce((sum, { sinceNs }) => sum + whole.untilNs - sinceNs, 0n);
        expect(read * 3n <= (whole.untilNs - whole.sinceNs) * 2n).toBe(true);
      },
    ),
  );
});
