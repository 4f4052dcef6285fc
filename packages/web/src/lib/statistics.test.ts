import type { TransactionFigures } from "contract";
import fc from "fast-check";
import { expect, test } from "vitest";

import { changePoint } from "./change-point.ts";
import { aroundIndex, roseAtEnd } from "./moved.ts";
import { proportionZ, ratioZ } from "./significance.ts";
import { judge } from "./transaction-verdict.ts";

test("the two-proportion test against a worked example", () => {
  // 300 of 1,000 against 250 of 1,000: pooled 0.275, error 0.01997.
  expect(proportionZ({ count: 300, total: 1000 }, { count: 250, total: 1000 })).toBeCloseTo(2.504, 2);
  expect(proportionZ({ count: 3, total: 0 }, { count: 1, total: 2 })).toBe(0);
  expect(proportionZ({ count: 5, total: 5 }, { count: 9, total: 9 })).toBe(0);
});

test("the two-proportion test is antisymmetric and finite", () => {
  const share = fc
    .tuple(fc.nat(5000), fc.nat(5000))
    .map(([a, b]) => ({ count: Math.min(a, b), total: Math.max(a, b) }));
  fc.assert(
    fc.property(share, share, (a, b) => {
      expect(proportionZ(a, b)).toBeCloseTo(-proportionZ(b, a), 9);
      expect(Number.isFinite(proportionZ(a, b))).toBe(true);
    }),
  );
});

test("a ratio of few observations is never significant, one of many is", () => {
  expect(Math.abs(ratioZ({ value: 50, count: 4 }, { value: 100, count: 4 }))).toBeLessThan(1);
  expect(ratioZ({ value: 50, count: 4000 }, { value: 100, count: 4000 })).toBeLessThan(-10);
  expect(ratioZ({ value: 0, count: 4000 }, { value: 100, count: 4000 })).toBe(0);
});

test("finds the bucket where the share changed", () => {
  const buckets = Array.from({ length: 60 }, (_, at) => ({ count: at < 24 ? 76 : 67, total: 80 }));
  const point = changePoint(buckets, { count: 4500, total: 4800 });
  expect(point?.index).toBe(24);
  expect(point?.z).toBeLessThan(-8);
});

test("finds no change point without enough observations on both sides", () => {
  expect(changePoint([{ count: 0, total: 20 }], { count: 20, total: 20 })).toBeUndefined();
  expect(changePoint([])).toBeUndefined();
});

const wave = (base: number, at: number): number => base * (1 + 0.1 * Math.sin(at * 12.9898));

test("detects a lasting rise, but no spike, fall or noise", () => {
  const rose = Array.from({ length: 60 }, (_, at) => wave(at < 24 ? 0.012 : 0.098, at));
  expect(roseAtEnd(rose, 0.01)).toBe(true);
  expect(roseAtEnd(rose.toReversed(), 0.01)).toBe(false);
  expect(
    roseAtEnd(
      rose.map((_, at) => wave(0.012, at)),
      0.001,
    ),
  ).toBe(false);
  expect(
    roseAtEnd(
      rose.map((_, at) => (at === 40 ? 1 : wave(0.012, at))),
      0.01,
    ),
  ).toBe(false);
  expect(
    roseAtEnd(
      rose.map((value) => value / 100),
      0.01,
    ),
  ).toBe(false);
  expect(roseAtEnd([], 0)).toBe(false);
  expect(roseAtEnd([null, 1, null], 0)).toBe(false);
});

test("means around a moment skip gaps", () => {
  expect(aroundIndex([1, null, 3, 99, 10, null], 3)).toEqual({ before: 2, after: 10 });
  expect(aroundIndex([null, null], 1)).toEqual({ before: null, after: null });
});

const figures = (completed: number, failed: number, p95Ms: number): TransactionFigures => ({
  started: completed + failed,
  completed,
  failed,
  abandoned: 0,
  open: 0,
  completionRate: completed / (completed + failed),
  amounts: [{ currency: "EUR", amount: String(completed * 50), transactions: completed }],
  p50Ms: p95Ms / 2,
  p95Ms,
});

const compared = (current: TransactionFigures, previous: TransactionFigures) =>
  judge({ current, previous, buckets: [] });

test("a verdict needs enough transactions on both sides", () => {
  expect(compared(figures(840, 160, 2800), figures(943, 57, 1700))).toMatchObject({
    kind: "error",
    word: "fell",
    completion: "bad",
    p95: "bad",
  });
  expect(compared(figures(943, 57, 1700), figures(940, 60, 1690))).toMatchObject({
    // green needs a promise that was evaluated
    kind: "off",
    word: "steady",
    completion: "usual",
    amount: "usual",
    p95: "usual",
  });
  expect(compared(figures(990, 10, 900), figures(900, 100, 900)).word).toBe("rose");
  expect(compared(figures(2, 3, 900), figures(900, 10, 900))).toMatchObject({
    kind: "off",
    word: "few so far",
    completion: "usual",
  });
  expect(compared(figures(900, 3, 900), figures(0, 0, 900)).word).toBe("no earlier data");
  expect(compared({ ...figures(0, 0, 900), open: 2 }, figures(0, 0, 900)).word).toBe("all still open");
});

test("durations are compared by how many completed", () => {
  expect(compared(figures(970, 30, 1800), figures(970, 30, 900)).p95).toBe("bad");
  expect(compared(figures(30, 970, 1800), figures(30, 970, 900)).p95).toBe("usual");
});

test("a fall within the range is a verdict, however little the whole range moved", () => {
  const buckets = Array.from({ length: 60 }, (_, minute) => ({
    time: new Date(Date.UTC(2026, 10, 20, 14, minute)).toISOString(),
    completed: minute < 55 ? 19 : 14,
    failed: minute < 55 ? 1 : 6,
    abandoned: 0,
  }));
  const [steady, none] = [figures(1115, 85, 900), figures(0, 0, 900)];
  const fallen = judge({ current: steady, previous: figures(1128, 72, 900), buckets });
  expect(fallen).toMatchObject({ kind: "error", word: "fell", completion: "usual" });
  expect(judge({ current: steady, previous: none, buckets }, { isEstimate: true })).toEqual({
    state: "few",
    kind: "off",
    word: "estimated",
    completion: "usual",
    amount: "usual",
    p95: "usual",
    fall: undefined,
  });
  expect(fallen.fall).toMatchObject({ since: buckets[55]!.time, after: 0.7 });
  // It needs no previous period, and without buckets there is none.
  expect(judge({ current: steady, previous: none, buckets })).toMatchObject({ kind: "error", word: "fell" });
  expect(compared(steady, none)).toMatchObject({ kind: "off", fall: undefined });
});
