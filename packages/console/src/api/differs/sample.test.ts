import { expect, test } from "vitest";
import type { ApiContext } from "../context.ts";
import { chooseNth, chooseSample, chooseTraces, sampleSizes } from "./sample.ts";

const among = (transactions: number): ApiContext =>
  ({
    queries: { run: () => Promise.resolve([{ transactions: String(transactions) }]) },
  }) as unknown as ApiContext;

test.each([
  ["usual", 0, undefined],
  ["usual", 40_000, undefined],
  ["usual", 40_001, 3],
  ["usual", 650_000, 33],
  ["few", 10_000, undefined],
  ["few", 10_001, 3],
  ["few", 650_000, 130],
] as const)("%s: of %i transactions one in %i is compared", async (size, transactions, nth) => {
  expect(await chooseNth({}, false, sampleSizes[size], among(transactions))).toBe(nth);
});

test("of many spans, slices of as many seconds as hold about the wanted ones", async () => {
  const context = {
    queries: { run: () => Promise.resolve([{ spans: "10000000" }]) },
  } as unknown as ApiContext;
  const range = { fromNs: 0n, toNs: 86_400_000_000_000n };
  // a day has 116 spans a second: 200,000 of them are 1,728 seconds
  const slices = await chooseSample(range, undefined, sampleSizes.usual, context);
  expect(slices?.minutes).toHaveLength(48);
  expect(slices?.seconds).toBe(30);
  const few = await chooseSample(range, undefined, sampleSizes.few, context);
  expect(few?.minutes).toHaveLength(12);
  expect(few?.seconds).toBe(10);
});

test.each([
  // an hour of 2,777 spans a second has 44,000 in 16 slices of a second
  [10_000_000, 3600, 1, 3],
  [800_000, 3600, 5, undefined],
  [120_001, 3600, 30, undefined],
  [120_000, 3600, undefined, 3],
  [40_001, 3600, undefined, 2],
  [40_000, 3600, undefined, undefined],
])(
  "of %i spans in %i s, traces are read in slices of %s s, and one in %s of them",
  async (spans, seconds, each, nth) => {
    const context = {
      queries: { run: () => Promise.resolve([{ spans: String(spans) }]) },
    } as unknown as ApiContext;
    const range = { fromNs: 0n, toNs: BigInt(seconds) * 1_000_000_000n };
    const { traceSeconds, traceNth } = await chooseTraces(range, sampleSizes.usual, context);
    expect([traceSeconds, traceNth]).toEqual([each, nth]);
  },
);
