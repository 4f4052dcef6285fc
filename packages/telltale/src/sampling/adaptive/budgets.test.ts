// Budgets under simulated load, on a clock of the test's own: the target is met, rare keys and failures are favoured, bursts are bounded,
// and kept traces, weighted, tell how many there were.
import { expect, test } from "vitest";
import { isIn, type Share } from "../share.ts";
import { createBudgets } from "./budgets.ts";

/** Numbers that are the same in every run (mulberry32). */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Kind {
  readonly key: string;
  readonly perSecond: (second: number) => number;
  readonly failed?: boolean;
  readonly cost?: number;
}

interface Outcome {
  /** Kept cost by second. */
  readonly bySecond: readonly number[];
  readonly kept: (key: string, failed?: boolean) => number;
  readonly came: (key: string, failed?: boolean) => number;
  readonly weighted: number;
  readonly variance: number;
  readonly total: number;
}

function simulate(target: number, seconds: number, kinds: readonly Kind[], settings = {}): Outcome {
  let time = 0;
  const next = random(7);
  const budgets = createBudgets({
    perSecond: target,
    maxKeys: 1000,
    weight: 4,
    now: () => time,
    ...settings,
  });
  const bySecond: number[] = [];
  const kept = new Map<string, number>();
  const came = new Map<string, number>();
  let weighted = 0;
  let variance = 0;
  let total = 0;
  for (let second = 0; second < seconds; second++) {
    const arrivals = kinds.flatMap((kind) => {
      const mean = kind.perSecond(second);
      const count = Math.floor(mean) + (next() < mean % 1 ? 1 : 0);
      return Array.from({ length: count }, () => ({ kind, at: next() }));
    });
    let cost = 0;
    for (const { kind, at } of arrivals.toSorted((one, other) => one.at - other.at)) {
      time = (second + at) * 1000;
      const name = `${kind.key}${kind.failed === true ? "!" : ""}`;
      const share = budgets.share(kind.key, kind.failed === true, kind.cost ?? 1);
      came.set(name, (came.get(name) ?? 0) + 1);
      total++;
      const rate = rateOf(share);
      variance += 1 / rate - 1;
      if (!isIn(share, Math.floor(next() * 2 ** 24), Math.floor(next() * 2 ** 32))) continue;
      kept.set(name, (kept.get(name) ?? 0) + 1);
      weighted += 1 / rate;
      cost += kind.cost ?? 1;
    }
    bySecond.push(cost);
  }
  const of =
    (counts: Map<string, number>) =>
    (key: string, failed = false) =>
      counts.get(key + (failed ? "!" : "")) ?? 0;
  return { bySecond, kept: of(kept), came: of(came), weighted, variance, total };
}

const rateOf = ({ threshold }: Share): number => 1 - Number(threshold) / 2 ** 56;
const mean = (numbers: readonly number[]): number =>
  numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
const steady = (perSecond: number) => () => perSecond;

/** Within five standard deviations: what is kept tells how many there were. */
function expectHonest({ weighted, total, variance }: Outcome): void {
  expect(Math.abs(weighted - total)).toBeLessThanOrEqual(5 * Math.sqrt(variance));
}

test.each([1, 10, 100])(
  "under a steady load of twenty times the target of %d it is met within 15 %",
  (target) => {
    const outcome = simulate(target, 300, [
      { key: "a", perSecond: steady(target * 12) },
      { key: "b", perSecond: steady(target * 8) },
    ]);
    const rate = mean(outcome.bySecond.slice(5));
    expect(rate).toBeGreaterThan(target * 0.85);
    expect(rate).toBeLessThan(target * 1.15);
    expectHonest(outcome);
  },
);

test("below the target everything is kept", () => {
  const outcome = simulate(100, 60, [
    { key: "a", perSecond: steady(20) },
    { key: "b", perSecond: steady(5) },
  ]);
  expect(outcome.weighted).toBe(outcome.total);
  expect(outcome.kept("a") + outcome.kept("b")).toBe(outcome.total);
});

test("a burst of fifty times the load keeps less than twice the target in any second, and it settles at once", () => {
  const target = 50;
  const burst = (second: number): number => (second >= 60 && second < 70 ? 5000 : 100);
  const outcome = simulate(target, 130, [
    { key: "a", perSecond: burst },
    { key: "b", perSecond: steady(10) },
  ]);
  expect(Math.max(...outcome.bySecond)).toBeLessThan(target * 2);
  const during = outcome.bySecond.slice(62, 70);
  expect(mean(during)).toBeGreaterThan(target * 0.7);
  expect(mean(during)).toBeLessThan(target * 1.2);
  expect(mean(outcome.bySecond.slice(85))).toBeGreaterThan(target * 0.8);
  expectHonest(outcome);
});

test("beside a dominant key rare ones are kept whole", () => {
  const rare = Array.from({ length: 20 }, (_, n) => ({ key: `rare-${n}`, perSecond: steady(0.2) }));
  const outcome = simulate(20, 300, [{ key: "health", perSecond: steady(2000) }, ...rare]);
  const rareCame = rare.reduce((sum, { key }) => sum + outcome.came(key), 0);
  const rareKept = rare.reduce((sum, { key }) => sum + outcome.kept(key), 0);
  expect(rareKept / rareCame).toBeGreaterThan(0.9);
  expect(outcome.kept("health") / outcome.came("health")).toBeLessThan(0.02);
  expect(mean(outcome.bySecond.slice(5))).toBeLessThan(23);
  expect(mean(outcome.bySecond.slice(5))).toBeGreaterThan(17);
});

test("failures of a key have more than its successes", () => {
  const outcome = simulate(20, 300, [
    { key: "pay", perSecond: steady(200) },
    { key: "pay", perSecond: steady(200), failed: true },
    { key: "view", perSecond: steady(500) },
  ]);
  expect(outcome.kept("pay", true)).toBeGreaterThan(outcome.kept("pay") * 3);
  expect(mean(outcome.bySecond.slice(5))).toBeLessThan(23);
  expectHonest(outcome);
});

test("ten thousand keys that come once each do not pass the target by much", () => {
  let at = 0;
  const target = 50;
  let time = 0;
  const next = random(3);
  const budgets = createBudgets({ perSecond: target, maxKeys: 1000, weight: 4, now: () => time });
  let kept = 0;
  for (let second = 0; second < 40; second++) {
    for (let n = 0; n < 250; n++) {
      time = (second + n / 250) * 1000;
      const share = budgets.share(`key-${at++}`, false, 1);
      if (isIn(share, Math.floor(next() * 2 ** 24), 0)) kept++;
    }
  }
  expect(kept / 40).toBeGreaterThan(target * 0.7);
  expect(kept / 40).toBeLessThan(target * 1.6);
});

test("bytes: dear traces take their part of the budget", () => {
  const outcome = simulate(100_000, 200, [
    { key: "small", perSecond: steady(100), cost: 1000 },
    { key: "large", perSecond: steady(50), cost: 20_000 },
  ]);
  const rate = mean(outcome.bySecond.slice(5));
  expect(rate).toBeGreaterThan(80_000);
  expect(rate).toBeLessThan(115_000);
  expect(outcome.kept("small") / outcome.came("small")).toBeGreaterThan(
    outcome.kept("large") / outcome.came("large"),
  );
});

test("after a quiet hour nothing of what was before is held against what comes", () => {
  let time = 0;
  const budgets = createBudgets({ perSecond: 10, maxKeys: 10, weight: 4, now: () => time });
  for (let n = 0; n < 10_000; n++) budgets.share("a", false, 1);
  time = 3_600_000;
  expect(budgets.share("a", false, 1).rate).toBe(1);
});
