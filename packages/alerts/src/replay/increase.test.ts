// Cumulative histograms, whose points have all observations since their beginning.
import { expect, test } from "vitest";
import { type Buckets, observationsSince } from "./increase.ts";

const side = (offset: number, ...counts: number[]) => ({ offset, counts });
const nothing = side(0);

/** What the second of two points brings, a minute after the first. */
function second(before: Buckets, now: Buckets, start = 1n): Record<string, number> {
  const found = observationsSince(
    { at: 60_000, start, buckets: before },
    { at: 120_000, start, buckets: now },
  );
  return Object.fromEntries(
    [...found].filter(([, count]) => count > 0).map(([value, count]) => [value.toPrecision(3), count]),
  );
}

const explicit = (counts: readonly number[], sum = 0): Buckets => ({
  bounds: [1, 2].slice(0, Math.max(0, counts.length - 1)),
  counts,
  count: counts.reduce((total, one) => total + one, 0),
  sum,
});

test("an exponential histogram that made its buckets wider brings what is new, and not everything again", () => {
  const before: Buckets = {
    scale: 1,
    zeroCount: 2,
    positive: side(-1, 10, 20, 30, 40),
    negative: side(3, 5),
  };
  // the buckets -1; 0 and 1; 2 are -1; 0; 1 of the lower scale, the negative one is 1
  const now: Buckets = { scale: 0, zeroCount: 3, positive: side(-1, 10, 54, 40), negative: side(1, 5, 1) };
  expect(second(before, now)).toEqual({ "0.00": 1, "1.41": 4, "-5.66": 1 });
  expect(second(now, { ...now, scale: -2, positive: side(-1, 10, 100), negative: side(0, 6) })).toEqual({
    "4.00": 6,
  });
});

test("fewer observations than before are those of a histogram that began again", () => {
  expect(second(explicit([100, 5, 1]), explicit([10, 8, 2]), 0n)).toEqual({
    "1.00": 10,
    "1.50": 8,
    "2.00": 2,
  });
  const before: Buckets = { scale: 0, zeroCount: 9, positive: side(0, 9), negative: nothing };
  const now: Buckets = { scale: 0, zeroCount: 1, positive: side(0, 2, 12), negative: nothing };
  expect(second(before, now, 0n)).toEqual({ "0.00": 1, "1.41": 2, "2.83": 12 });
});

test("without buckets, or with one, what is new counts at its own mean", () => {
  const plain = (count: number, sum: number): Buckets => ({ bounds: [], counts: [], count, sum });
  expect(second(plain(10, 20), plain(14, 40))).toEqual({ "5.00": 4 });
  expect(second(plain(10, 20), plain(10, 20))).toEqual({});
  expect(second(explicit([10], 20), explicit([14], 40))).toEqual({ "5.00": 4 });
});

test("buckets bring what they have more than before", () => {
  expect(second(explicit([10, 5, 1]), explicit([12, 5, 4]))).toEqual({ "1.00": 2, "2.00": 3 });
});
