import { expect, test } from "vitest";

import { isSampled } from "./estimated-rate.ts";

test("data is sampled where the estimate differs from what is stored", () => {
  expect(isSampled({ ratePerSecond: 0, estimatedRatePerSecond: 0 })).toBe(false);
  expect(isSampled({ ratePerSecond: 3, estimatedRatePerSecond: 3.000001 })).toBe(false);
  expect(isSampled({ ratePerSecond: 3, estimatedRatePerSecond: 6 })).toBe(true);
});
