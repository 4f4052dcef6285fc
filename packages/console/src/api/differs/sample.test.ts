import { expect, test } from "vitest";
import type { ApiContext } from "../context.ts";
import { chooseNth, sampleSizes } from "./sample.ts";

const among = (transactions: number): ApiContext =>
  ({
    queries: { run: () => Promise.resolve([{ transactions: String(transactions) }]) },
  }) as unknown as ApiContext;

test.each([
  ["usual", 0, 1],
  ["usual", 40_000, 1],
  ["usual", 40_001, 3],
  ["usual", 650_000, 33],
  ["few", 10_000, 1],
  ["few", 10_001, 3],
  ["few", 650_000, 130],
] as const)("%s: of %i transactions one in %i is compared", async (size, transactions, nth) => {
  expect(await chooseNth({}, sampleSizes[size], among(transactions))).toBe(nth);
});
