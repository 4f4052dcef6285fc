// What a chart over no records has.
import { expect, test } from "vitest";
import { readRecords } from "./records.ts";
import type { SteppedQuery } from "./chart-query.ts";

const asked = {
  range: { fromNs: 0n, toNs: 1_800_000_000_000n },
  stepMs: 600_000,
  filter: [],
  isTotal: false,
  context: { queries: { run: async () => [] } },
} as unknown as SteppedQuery;

test("a count over no records is 0, in each step and in all", async () => {
  const { lines } = await readRecords({ records: "spans", measure: "count" }, asked);
  expect(lines).toEqual([{ label: "spans", labels: {}, kind: "line", values: [0, 0, 0], total: 0 }]);
});

test("a percentile of no records and groups of none have no line", async () => {
  const slow = await readRecords({ records: "spans", measure: "p95", field: "duration" }, asked);
  const grouped = await readRecords({ records: "spans", measure: "count", by: "service" }, asked);
  expect([slow.lines, grouped.lines]).toEqual([[], []]);
});
