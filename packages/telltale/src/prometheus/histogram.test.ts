import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { noAttributes } from "../engine/metrics/attribute-set.ts";
import type { ExponentialPoint } from "../engine/metrics/collection.ts";
import { exponentialHistogram } from "../engine/metrics/exponential-histogram.ts";
import { fromExplicit, fromExponential } from "./histogram.ts";

function record(
  values: readonly number[],
  shape: { maxSize?: number; zeroThreshold?: number } = {},
): ExponentialPoint {
  const full = {
    maxSize: 160,
    maxScale: 20,
    recordMinMax: true,
    recordSum: true,
    zeroThreshold: 0,
    ...shape,
  };
  const series = exponentialHistogram(full, undefined)(noAttributes, 0);
  for (const value of values) series.record(value);
  return series.read(1, 0) as ExponentialPoint;
}

const boundsOf = (all: readonly number[]): number[] =>
  fromExponential(record(all), []).buckets.map((one) => one.bound);
const values = fc.array(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 60 });

describe("exponential histograms for text formats", () => {
  test("each count is the number of values up to its bound", () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 2, max: 160 }), (given, maxSize) => {
        const { buckets } = fromExponential(record(given, { maxSize }), []);
        for (const { bound, count } of buckets) {
          // a bound such as the square root of two is not exact: values beside it may fall on either side
          const sure = given.filter((value) => value <= bound * (1 - 1e-12)).length;
          const perhaps = given.filter((value) => value <= bound * (1 + 1e-12)).length;
          expect(count).toBeGreaterThanOrEqual(sure);
          expect(count).toBeLessThanOrEqual(perhaps);
        }
        expect(buckets.at(-1)).toMatchObject({ bound: Infinity, count: given.length });
      }),
    );
  });

  test("bounds rise, and say where the lowest bucket begins", () => {
    const { buckets } = fromExponential(record([1.5, 3, 900]), []);
    expect(buckets.map(({ bound }) => bound).slice(0, 3)).toEqual([Math.SQRT2, 2, 2 ** 1.5]);
    expect(buckets[0]?.count).toBe(0);
    expect(buckets.every(({ bound }, at) => bound > (buckets[at - 1]?.bound ?? -Infinity))).toBe(true);
  });

  test("bounds of a coarser histogram are among those of a finer one", () => {
    const fine = boundsOf([1, 2, 3, 500]);
    const coarse = boundsOf([1, 2, 3, 500, 1e-30]);
    expect(
      fine.filter((bound) => Number.isInteger(Math.log2(bound))).every((bound) => coarse.includes(bound)),
    ).toBe(true);
  });

  test("zeros and negative values come first", () => {
    const { buckets, sum } = fromExponential({ ...record([-4, -3, 0, 0, 2]), sum: undefined }, []);
    const at = (bound: number): number | undefined => buckets.find((one) => one.bound === bound)?.count;
    expect([at(-(2 ** 1.5)), at(0), at(2), at(Infinity)]).toEqual([2, 4, 5, 5]);
    expect(sum).toBeUndefined();
  });

  test("nothing but zeros", () => {
    expect(fromExponential(record([0, 0]), []).buckets.map(({ bound, count }) => [bound, count])).toEqual([
      [0, 2],
      [Infinity, 2],
    ]);
  });
});

describe("native histograms (compatibility/prometheus_and_openmetrics, Exponential Histograms)", () => {
  test("scales above 8 are brought to 8, and buckets are named by their upper bound", () => {
    fc.assert(
      fc.property(values, (given) => {
        const point = record(given);
        const { native } = fromExponential(point, []);
        expect(native?.schema).toBe(Math.min(8, point.scale));
        const counts = native?.positive.counts ?? [];
        const offset = native?.positive.offset ?? 0;
        const base = 2 ** (2 ** -(native?.schema ?? 0));
        for (const [at, count] of counts.entries()) {
          const upper = base ** (offset + at);
          const inside = (slack: number): number =>
            given.filter((value) => value <= upper * (1 + slack) && value > (upper / base) * (1 - slack))
              .length;
          expect(count).toBeGreaterThanOrEqual(inside(-1e-9));
          expect(count).toBeLessThanOrEqual(inside(1e-9));
        }
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(given.length);
      }),
    );
  });

  test("without a zero threshold it is 1e-128", () => {
    expect(fromExponential(record([1]), []).native?.zeroThreshold).toBe(1e-128);
    expect(fromExponential(record([1], { zeroThreshold: 0.5 }), []).native?.zeroThreshold).toBe(0.5);
  });

  test("a scale below -4 has none", () => {
    const point = record([1e-300, 1e300], { maxSize: 2 });
    expect(point.scale).toBeLessThan(-4);
    expect(fromExponential(point, []).native).toBeUndefined();
  });
});

describe("explicit histograms", () => {
  const point = { ...record([1]), bounds: [1, 5], counts: [2, 0, 3], count: 5, sum: 12 };

  test("counts run up", () => {
    expect(fromExplicit(point, []).buckets.map(({ bound, count }) => [bound, count])).toEqual([
      [1, 2],
      [5, 2],
      [Infinity, 5],
    ]);
  });

  test("a sum that may fall is left out", () => {
    expect(fromExplicit({ ...point, sum: -1 }, []).sum).toBeUndefined();
    expect(fromExplicit({ ...point, sum: undefined }, []).sum).toBeUndefined();
  });

  test("each bucket has the largest exemplar in it", () => {
    const exemplars = [0.5, 1, 7, 9, 8].map((value) => ({ labels: [], value, at: 0 }));
    const { buckets } = fromExplicit(point, exemplars);
    expect(buckets.map(({ exemplar }) => exemplar?.value)).toEqual([1, undefined, 9]);
  });

  test("no bounds at all, or one that is infinite, is one bucket", () => {
    for (const bounds of [[], [Infinity]]) {
      const { buckets } = fromExplicit({ ...point, bounds, counts: [5] }, []);
      expect(buckets.map(({ bound, count }) => [bound, count])).toEqual([[Infinity, 5]]);
    }
  });
});
