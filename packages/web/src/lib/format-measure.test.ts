import { expect, test } from "vitest";

import { formatMeasure } from "./format-measure.ts";

test.each([
  ["requests", 1200, false, "1,200"],
  ["requestRate", 1.412, false, "1.41 /s"],
  ["requestRate", 1.412, true, "≈1.41 /s"],
  ["requestRate", 0.05, true, "≈3.00 /min"],
  ["errorShare", 0.0011, true, "≈0.11 %"],
  ["errorShare", 0.00001, true, "<0.01 %"],
  ["errorShare", null, true, "–"],
  // known by its bucket only, whether sampled or not
  ["latency.p95", 234.4, false, "≈230 ms"],
  ["latency.p95", 234.4, true, "≈230 ms"],
  ["transactionDuration.p95", 234.4, false, "234 ms"],
  ["burnRate", 14.4, false, "14.4"],
] as const)("%s of %s, an estimate: %s, is %s", (key, value, isEstimate, text) => {
  expect(formatMeasure(key, value, isEstimate)).toBe(text);
});
