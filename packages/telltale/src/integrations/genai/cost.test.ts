import fc from "fast-check";
import { expect, test } from "vitest";
import { costOf, type Prices } from "./cost.ts";

const prices: Prices = {
  "gpt-5": { input: 2, output: 8 },
  "gpt-*": { input: 1, output: 1 },
  "gpt-5-*": { input: 4, output: 16, cacheRead: 0.4, cacheWrite: 5 },
};

test.each([
  [["gpt-5"], { input: 1e6, output: 1e6 }, 10],
  [["gpt-4"], { input: 1e6 }, 1],
  [["gpt-5-mini"], { input: 1e6, cacheRead: 5e5, cacheWrite: 1e5, output: 0 }, 1.6 + 0.2 + 0.5],
  [["gpt-5"], { input: 10, cacheRead: 10 }, 0.00002],
  [["other", "gpt-5"], { output: 1 }, 0.000008],
  [["other"], { input: 1 }, undefined],
  [[undefined], { input: 1 }, undefined],
  [["gpt-5"], {}, undefined],
  [["constructor"], { input: 1 }, undefined],
] as const)("%j used %j: %s", (models, usage, cost) => {
  expect(costOf(prices, models, usage)).toBe(cost);
});

test("has none without prices, or with prices that are not numbers", () => {
  expect(costOf(undefined, ["gpt-5"], { input: 1 })).toBe(undefined);
  expect(costOf({ m: { input: "1" as never, output: NaN } }, ["m"], { input: 1, output: 1 })).toBe(undefined);
});

test("a cost is never negative, never falls with more tokens, and what is cached never costs more than what is fresh", () => {
  const count = fc.integer({ min: 0, max: 1e9 });
  fc.assert(
    fc.property(count, count, count, (input, output, cached) => {
      const usage = { input, output, cacheRead: Math.min(input, cached) };
      const cost = costOf(prices, ["gpt-5-mini"], usage) ?? NaN;
      expect(cost).toBeGreaterThanOrEqual(0);
      expect(cost).toBeLessThanOrEqual((costOf(prices, ["gpt-5-mini"], { input, output }) ?? NaN) + 1e-9);
      expect(cost).toBeLessThanOrEqual(
        costOf(prices, ["gpt-5-mini"], { ...usage, output: output + 1 }) ?? NaN,
      );
    }),
  );
});
