import { expect, test } from "vitest";
import { defaultRetention, isExpired } from "./retention.ts";

const now = Date.UTC(2026, 10, 20, 12);

test.each([
  ["spans", "20261112", true],
  ["spans", "20261113", false],
  ["trace_summary", "20261112", true],
  ["samples", "20261020", true],
  ["samples", "20261021", false],
  ["business_events", "202509", true],
  ["business_events", "202510", false],
  ["red", "202509", true],
  ["resources", "tuple()", false],
  ["spans", "all", false],
  ["unknown", "20200101", false],
])("%s/%s expired: %s", (table, partition, expired) => {
  expect(isExpired(table, partition, defaultRetention, now)).toBe(expired);
});
