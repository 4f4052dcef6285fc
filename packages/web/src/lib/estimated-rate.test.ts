import { expect, test } from "vitest";

import { estimatedRate, isSampled } from "./estimated-rate.ts";

const to = "2026-11-20T12:02:30Z";
const times = [0, 1, 2].map((minute) => Date.parse("2026-11-20T12:00:00Z") + minute * 60_000);

test("the rate of a range weighs a step that is not over by its length", () => {
  expect(estimatedRate({ estimatedRates: [1, 1, 6], times, stepMs: 60_000, to })).toBe(2);
  expect(estimatedRate({ estimatedRates: [], times: [], stepMs: 60_000, to })).toBe(0);
});

test("data is sampled where the estimate differs from what is stored", () => {
  expect(isSampled({ rates: [2, 0, 3], estimatedRates: [2, 0, 3.000001] })).toBe(false);
  expect(isSampled({ rates: [2, 0, 3], estimatedRates: [2, 0, 6] })).toBe(true);
});
