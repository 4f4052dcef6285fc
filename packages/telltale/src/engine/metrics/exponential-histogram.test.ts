// The base-2 exponential histogram against its definition.
import fc from "fast-check";
import { expect, test } from "vitest";
import { noAttributes } from "./attribute-set.ts";
import type { ExponentialPoint } from "./collection.ts";
import { bucketIndex, exponentialHistogram, type ExponentialShape } from "./exponential-histogram.ts";
import type { Series } from "./series.ts";

const shape = { maxSize: 160, maxScale: 20, recordMinMax: true, recordSum: true, zeroThreshold: 0 };

const above = fc.double({ min: 1e-300, max: 1e300, noNaN: true });

test("a value lies in the bucket of its index: above the lower bound, up to the upper one", () => {
  fc.assert(
    fc.property(above, fc.integer({ min: -10, max: 8 }), (value, scale) => {
      const index = bucketIndex(value, scale);
      const power = Math.log2(value) * 2 ** scale;
      expect(power).toBeGreaterThanOrEqual(index - 1e-9);
      expect(power).toBeLessThanOrEqual(index + 1 + 1e-9);
    }),
  );
});

test("powers of two belong to the bucket below, at every scale", () => {
  for (let exponent = -1022; exponent <= 1023; exponent++) {
    for (const scale of [-10, -1, 0, 1, 5, 20]) {
      expect(bucketIndex(2 ** exponent, scale)).toBe(Math.ceil(exponent * 2 ** scale) - 1);
    }
  }
});

test("neighbours of a power of two stay on their side", () => {
  for (const scale of [1, 3, 10, 20]) {
    expect(bucketIndex(1 + Number.EPSILON, scale)).toBe(0);
    expect(bucketIndex(1 - Number.EPSILON / 2, scale)).toBe(-1);
  }
});

test("a coarser index is the finer one halved", () => {
  fc.assert(
    fc.property(above, fc.integer({ min: -9, max: 20 }), (value, scale) => {
      expect(bucketIndex(value, scale) >> 1).toBe(bucketIndex(value, scale - 1));
    }),
  );
});

test("whatever is recorded, every count is in its bucket and there are at most 160", () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(above, fc.constant(0), fc.integer({ min: 1, max: 1000 })), {
        minLength: 1,
        maxLength: 300,
      }),
      (values) => {
        const series = create();
        for (const value of values) series.record(value);
        const point = pointOf(series);
        const expected = new Map<number, number>();
        for (const value of values) {
          if (value === 0) continue;
          const index = bucketIndex(value, point.scale);
          expected.set(index, (expected.get(index) ?? 0) + 1);
        }
        const actual = new Map<number, number>();
        point.positive.counts.forEach((count, at) => {
          if (count > 0) actual.set(point.positive.offset + at, count);
        });
        expect(actual).toEqual(expected);
        expect(point.positive.counts.length).toBeLessThanOrEqual(160);
        expect(point.zeroCount).toBe(values.filter((value) => value === 0).length);
        expect(point.count).toBe(values.length);
        expect([point.min, point.max]).toEqual([Math.min(...values), Math.max(...values)]);
      },
    ),
  );
});

test("the scale is as fine as the range allows", () => {
  const series = create();
  series.record(1.5);
  expect(pointOf(series).scale).toBe(20);
  series.record(3);
  // one power of two apart: 2^7 = 128 buckets fit into 160, 2^8 do not
  expect(pointOf(series).scale).toBe(7);
});

test("negative values have buckets of their own, at the same scale", () => {
  const series = create();
  for (const value of [-1.5, -3, 0.001, 4]) series.record(value);
  const { positive, negative, scale } = pointOf(series);
  const placed = (range: typeof positive): number[] =>
    range.counts.flatMap((count, at) => (count > 0 ? [range.offset + at] : []));
  expect(placed(positive)).toEqual([bucketIndex(0.001, scale), bucketIndex(4, scale)]);
  expect(placed(negative)).toEqual([bucketIndex(1.5, scale), bucketIndex(3, scale)]);
  expect(positive.counts.length).toBeLessThanOrEqual(160);
});

test("two buckets are enough for every double, at the coarsest scale", () => {
  const series = create({ maxSize: 2 });
  for (const value of [Number.MIN_VALUE, 1, Number.MAX_VALUE]) series.record(value);
  const { positive, scale } = pointOf(series);
  expect([scale, positive]).toEqual([-10, { offset: -1, counts: [2, 1] }]);
});

test("values up to the zero threshold count as zero", () => {
  const series = create({ zeroThreshold: 0.5 });
  for (const value of [0.5, -0.5, 0.51]) series.record(value);
  expect(pointOf(series)).toMatchObject({ zeroCount: 2, zeroThreshold: 0.5, count: 3 });
});

test("a new beginning starts at the finest scale again", () => {
  const series = create();
  for (const value of [1e-9, 1e9]) series.record(value);
  series.reset(7);
  expect(series.read(8, -Infinity)).toBeUndefined();
  series.record(1);
  expect(pointOf(series)).toMatchObject({ start: 7, scale: 20, count: 1, sum: 1, min: 1, max: 1 });
});

function create(options: Partial<ExponentialShape> = {}): Series {
  return exponentialHistogram({ ...shape, ...options }, undefined)(noAttributes, 0);
}

function pointOf(series: Series): ExponentialPoint {
  const point = series.read(1, -Infinity) as ExponentialPoint | undefined;
  if (point === undefined) throw new Error("no point");
  return point;
}
