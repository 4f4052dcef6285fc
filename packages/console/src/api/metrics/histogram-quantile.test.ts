import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Bucket, bucketQuantile, highestOf, lowestOf } from "./histogram-quantile.ts";

const explicit = { exponential: false, min: null, max: null };
const buckets: Bucket[] = [
  { low: -Infinity, high: 5, count: 10 },
  { low: 5, high: 10, count: 40 },
  { low: 10, high: 20, count: 40 },
  { low: 20, high: Infinity, count: 10 },
];

describe("bucketQuantile", () => {
  test("is linear inside a bucket", () => {
    expect(bucketQuantile(buckets, 0.5, explicit)).toBe(10);
    expect(bucketQuantile(buckets, 0.3, explicit)).toBe(7.5);
    expect(bucketQuantile(buckets, 0.7, explicit)).toBe(15);
  });

  test("closes open ends with zero and the last bound, or with known extremes", () => {
    expect(bucketQuantile(buckets, 0.05, explicit)).toBe(2.5);
    expect(bucketQuantile(buckets, 0.99, explicit)).toBe(20);
    expect(bucketQuantile(buckets, 0.05, { ...explicit, min: 4 })).toBe(4.5);
    expect(bucketQuantile(buckets, 0.95, { ...explicit, max: 40 })).toBe(30);
  });

  test("stays within the known extremes", () => {
    expect(bucketQuantile(buckets, 0.6, { ...explicit, max: 11 })).toBe(11);
  });

  test("is even on a logarithmic scale inside an exponential bucket", () => {
    const one = [{ low: 4, high: 16, count: 10 }];
    expect(bucketQuantile(one, 0.5, { ...explicit, exponential: true })).toBe(8);
    expect(bucketQuantile([{ low: -16, high: -4, count: 10 }], 0.5, { ...explicit, exponential: true })).toBe(
      -8,
    );
  });

  test("does not depend on the order of buckets", () => {
    expect(bucketQuantile(buckets.toReversed(), 0.3, explicit)).toBe(7.5);
  });

  test("without counts there are no values", () => {
    expect(bucketQuantile([], 0.5, explicit)).toBeNull();
    expect(bucketQuantile([{ low: 0, high: 1, count: 0 }], 0.5, explicit)).toBeNull();
  });

  test("grows with the quantile", () => {
    const counts = fc.array(fc.nat(100), { minLength: 4, maxLength: 4 });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(counts, share, share, (ns, p, q) => {
        const some = buckets.map((bucket, at) => ({ ...bucket, count: ns[at]! }));
        const low = bucketQuantile(some, Math.min(p, q), explicit);
        const high = bucketQuantile(some, Math.max(p, q), explicit);
        expect((low ?? 0) <= (high ?? 0) + 1e-9).toBe(true);
      }),
    );
  });
});

test("the extremes that buckets allow", () => {
  expect([lowestOf(buckets), highestOf(buckets)]).toEqual([0, 20]);
  expect([lowestOf(buckets.slice(1, 3)), highestOf(buckets.slice(1, 3))]).toEqual([5, 20]);
  expect([lowestOf([]), highestOf([])]).toEqual([null, null]);
});
