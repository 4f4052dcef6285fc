import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { distanceTest, quantile, widestGap } from "./distribution.ts";
import { falseDiscoveryRates } from "./false-discovery.ts";
import { chiSquareTail, gStatistic, gTest, type Table } from "./g-test.ts";
import { differenceOf, shareInterval } from "./interval.ts";

const table: fc.Arbitrary<Table> = fc
  .record({
    selectionTotal: fc.integer({ min: 1, max: 5000 }),
    restTotal: fc.integer({ min: 1, max: 50_000 }),
    a: fc.double({ min: 0, max: 1, noNaN: true }),
    b: fc.double({ min: 0, max: 1, noNaN: true }),
  })
  .map(({ selectionTotal, restTotal, a, b }) => ({
    selection: Math.round(a * selectionTotal),
    selectionTotal,
    rest: Math.round(b * restTotal),
    restTotal,
  }));

describe("the tail of χ²", () => {
  test.each([
    [3.841459, 0.05],
    [6.634897, 0.01],
    [10.827566, 0.001],
    [23.928127, 1e-6],
  ])("of %f is %f, as in the tables", (x, p) => {
    expect(chiSquareTail(x) / p).toBeCloseTo(1, 5);
  });

  test("falls from one and stays positive", () => {
    expect(chiSquareTail(0)).toBe(1);
    fc.assert(
      fc.property(fc.double({ min: 0, max: 700, noNaN: true }), (x) => {
        expect(chiSquareTail(x)).toBeGreaterThan(chiSquareTail(x + 1));
        expect(chiSquareTail(x + 1)).toBeGreaterThan(0);
      }),
    );
  });
});

describe("the G-test", () => {
  test("is a probability, the same for the complement and for exchanged sides", () => {
    fc.assert(
      fc.property(table, (one) => {
        const p = gTest(one);
        expect(p).toBeGreaterThanOrEqual(0);
        expect(p).toBeLessThanOrEqual(1);
        const complement = {
          ...one,
          selection: one.selectionTotal - one.selection,
          rest: one.restTotal - one.rest,
        };
        expect(gTest(complement)).toBeCloseTo(p, 9);
        expect(gStatistic(complement)).toBeCloseTo(gStatistic(one), 5);
      }),
    );
  });

  test("finds nothing in equal shares, and everything in opposite ones", () => {
    expect(gTest({ selection: 50, selectionTotal: 100, rest: 500, restTotal: 1000 })).toBeCloseTo(1, 6);
    expect(gTest({ selection: 100, selectionTotal: 100, rest: 0, restTotal: 1000 })).toBeLessThan(1e-50);
  });

  test("is never below the exact probability where counts are small", () => {
    // All `met` rows that have the value are in the selection: by chance with probability share^met.
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 20, max: 200 }),
        (met, selectionTotal) => {
          const restTotal = 100_000;
          const share = selectionTotal / (selectionTotal + restTotal);
          const p = gTest({ selection: met, selectionTotal, rest: 0, restTotal });
          expect(p).toBeGreaterThanOrEqual(share ** met * (1 - 1e-9));
        },
      ),
    );
  });
});

describe("the interval of a difference", () => {
  test("contains the difference and stays within −1 and 1", () => {
    fc.assert(
      fc.property(table, (one) => {
        const { low, high, difference, atLeast } = differenceOf(one);
        expect(low).toBeLessThanOrEqual(difference + 1e-9);
        expect(high).toBeGreaterThanOrEqual(difference - 1e-9);
        expect(low).toBeGreaterThanOrEqual(-1 - 1e-9);
        expect(high).toBeLessThanOrEqual(1 + 1e-9);
        expect(atLeast).toBeLessThanOrEqual(Math.abs(difference) + 1e-9);
      }),
    );
  });

  test("is the one that Newcombe gives for 56 of 70 and 48 of 80", () => {
    const { low, high } = differenceOf({ selection: 56, selectionTotal: 70, rest: 48, restTotal: 80 });
    expect(low).toBeCloseTo(0.0524, 4);
    expect(high).toBeCloseTo(0.3339, 4);
  });

  test("of a share narrows with more rows", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 50 }), (count) => {
        const [low, high] = shareInterval(count, 50);
        const [narrowLow, narrowHigh] = shareInterval(count * 100, 5000);
        expect(narrowHigh - narrowLow).toBeLessThan(high - low);
      }),
    );
  });
});

describe("the false-discovery rate", () => {
  test("is the one of Benjamini and Hochberg's example", () => {
    const p = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324];
    const found = falseDiscoveryRates([...p, 0.4262, 0.5719, 0.6528, 0.759, 1]).filter((q) => q <= 0.05);
    expect(found).toHaveLength(4);
  });

  test("keeps the order, is never below the probability, and depends on no order of the input", () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 60 }), (p) => {
        const rates = falseDiscoveryRates(p);
        for (const [at, rate] of rates.entries()) expect(rate).toBeGreaterThanOrEqual(p[at]!);
        const order = p.map((_, at) => at).toSorted((a, b) => p[a]! - p[b]!);
        const sorted = order.map((at) => rates[at]!);
        expect(sorted).toEqual(sorted.toSorted((a, b) => a - b));
        expect(falseDiscoveryRates(p.toReversed())).toEqual(rates.toReversed());
      }),
    );
  });
});

describe("distributions", () => {
  const bars = [1, 2, 3, 4].map((low) => ({ low, high: low + 1, selection: 0, rest: 0 }));

  test("are farthest apart where the rest ends and the selection begins", () => {
    const apart = bars.map((bar) => ({ ...bar, ...(bar.low < 3 ? { rest: 10 } : { selection: 5 }) }));
    expect(widestGap(apart)).toEqual({
      threshold: 3,
      kind: "atLeast",
      selection: 10,
      rest: 0,
      distance: 1,
    });
    const other = apart.map((bar) => ({ ...bar, selection: bar.rest, rest: bar.selection }));
    expect(widestGap(other)).toMatchObject({ kind: "below", threshold: 3, distance: 1 });
  });

  test("without values on a side, or with the same values, have no gap", () => {
    expect(widestGap(bars)).toBeUndefined();
    expect(widestGap(bars.map((bar) => ({ ...bar, selection: 1, rest: 7 })))).toBeUndefined();
  });

  test("have a median between the lowest and the highest value", () => {
    const counted = bars.map((bar) => ({ ...bar, selection: bar.low === 2 ? 10 : 0 }));
    expect(quantile(counted, "selection", 0.5)).toBe(2.5);
    expect(quantile(counted, "rest", 0.5)).toBeUndefined();
  });

  test("of few values may be far apart by chance", () => {
    expect(distanceTest(0.3, 20, 20)).toBeGreaterThan(0.05);
    expect(distanceTest(0.3, 2000, 2000)).toBeLessThan(1e-9);
  });
});
