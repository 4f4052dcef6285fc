import { describe, expect, test } from "vitest";
import { orderOf } from "./order.ts";
import { estimate } from "./signed-rank.ts";
import { fails, judgeCount, judgeFigure, type Measured, minPairs } from "./verdict.ts";

/** Pairs whose ratio is `ratio` but for noise: the machine slows down and up, and each run varies by ±`spread`. */
function pairsOf(ratio: number, spread: number, pairs = minPairs): Measured {
  // sums of sines: looks like noise, is the same on each run
  const noise = (at: number): number =>
    (Math.sin(at * 12.9898) + Math.sin(at * 78.233) + Math.sin(at * 3.7)) / 3;
  const machine = (pair: number): number => 1000 * (1 + 0.3 * Math.sin(pair / 4));
  const runs = Array.from({ length: pairs }, (_, pair) => pair);
  return {
    name: "span",
    unit: "ns",
    base: runs.map((pair) => machine(pair) * (1 + spread * noise(pair + 0.1))),
    now: runs.map((pair) => machine(pair) * ratio * (1 + spread * noise(pair + 100.7))),
  };
}

describe("a figure", () => {
  test("fails when it is 15 % worse, in noise of 10 %", () => {
    const judged = judgeFigure(pairsOf(1.15, 0.1));
    expect(judged.verdict).toBe("worse");
    expect(judged.interval![0]).toBeGreaterThan(1.1);
    expect(fails(judged)).toBe(true);
  });

  test("passes when it is 5 % worse, in the same noise", () => {
    expect(judgeFigure(pairsOf(1.05, 0.1)).verdict).toBe("fine");
  });

  test("passes when it is unchanged or better, and says so", () => {
    expect(judgeFigure(pairsOf(1, 0.1)).verdict).toBe("fine");
    expect(judgeFigure(pairsOf(0.7, 0.1)).verdict).toBe("better");
  });

  test("is not shaken by a few wild runs", () => {
    const { base, now, ...rest } = pairsOf(1, 0.05);
    const wild = now.map((value, pair) => (pair % 10 === 3 ? value * 20 : value));
    expect(judgeFigure({ ...rest, base, now: wild }).verdict).toBe("fine");
  });

  test.each([
    ["no run", [], []],
    ["a side without runs", [1, 1, 1, 1, 1], []],
    ["a run without a value", [1, 1, 1, 1, 1], [1, 1, Number.NaN, 1, 1]],
    ["a run that took nothing", [1, 1, 0, 1, 1], [1, 1, 1, 1, 1]],
    ["too few pairs for any confidence", [1, 1, 1, 1], [1, 1, 1, 1]],
  ])("is unknown, which fails, for %s", (_, base, now) => {
    const judged = judgeFigure({ name: "span", unit: "ns", base, now });
    expect(judged).toMatchObject({ verdict: "unknown", reason: expect.any(String) });
    expect(fails(judged)).toBe(true);
  });

  test("is unknown when the noise hides what 10 % would be", () => {
    expect(judgeFigure(pairsOf(1, 1.2)).verdict).toBe("unknown");
  });

  test("is unknown, with the reason, when it could not be measured", () => {
    const failed = { ...pairsOf(1, 0), failure: "the process ended with 1" };
    expect(judgeFigure(failed)).toMatchObject({ verdict: "unknown", reason: "the process ended with 1" });
  });

  test("passes up to 10 % above what was accepted", () => {
    expect(judgeFigure(pairsOf(1.2, 0.1), 1.2).verdict).toBe("fine");
    expect(judgeFigure(pairsOf(1.4, 0.1), 1.2).verdict).toBe("worse");
  });
});

describe("a count", () => {
  const of = (base: number[], now: number[]): Measured => ({ name: "files", unit: "files", base, now });

  test("fails above 2 %, and passes at 2 %", () => {
    expect(judgeCount(of([100], [102])).verdict).toBe("fine");
    expect(judgeCount(of([100], [103])).verdict).toBe("worse");
    expect(judgeCount(of([5], [6])).verdict).toBe("worse");
    expect(judgeCount(of([0], [0])).verdict).toBe("fine");
    expect(judgeCount(of([0], [1])).verdict).toBe("worse");
  });

  test("is unknown when it varies or is missing", () => {
    expect(judgeCount(of([100, 103, 100], [100, 100, 100])).verdict).toBe("unknown");
    expect(judgeCount(of([], [])).verdict).toBe("unknown");
    expect(judgeCount(of([100], [Number.NaN])).verdict).toBe("unknown");
  });

  test("of one side only is named, and does not fail", () => {
    expect(judgeCount(of([], [100])).verdict).toBe("new");
    expect(judgeCount(of([100], [])).verdict).toBe("gone");
  });

  test("passes where the larger count was accepted", () => {
    expect(judgeCount(of([100], [120]), 1.2).verdict).toBe("fine");
    expect(judgeCount(of([100], [124]), 1.2).verdict).toBe("worse");
  });
});

test("the interval is that of tables of the signed-rank test", () => {
  // n = 10, one-sided 5 %: the critical value is 10, so that the eleventh smallest and largest average are the ends
  const values = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10];
  const averages = values
    .flatMap((one, at) => values.slice(at).map((other) => (one + other) / 2))
    .toSorted((a, b) => a - b);
  expect(estimate(values)).toEqual({ value: 5.5, low: averages[10], high: averages.at(-11) });
});

test("both sides come first equally often, in an order that the seed decides", () => {
  const order = orderOf(30, 7);
  expect(order.filter(Boolean)).toHaveLength(15);
  expect(orderOf(30, 7)).toEqual(order);
  expect(orderOf(30, 8)).not.toEqual(order);
});
