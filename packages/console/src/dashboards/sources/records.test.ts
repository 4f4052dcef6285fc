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

test("the rest and records without a value have names and labels of their own beside values of the same names", async () => {
  const run = async (_: string, params: { readonly shown?: readonly string[] }): Promise<readonly object[]> =>
    params.shown === undefined
      ? ["other", "none", ""].map((value) => ({ value }))
      : [1, 2, 3, 0].map((place) => ({ place, time: 0, figure: place }));
  const grouped = { ...asked, context: { queries: { run } } } as unknown as SteppedQuery;
  const { lines } = await readRecords({ records: "spans", measure: "count", by: "plan" }, grouped);
  expect(lines.map(({ label, labels, total }) => [label, labels, total])).toEqual([
    ["other", { plan: "other" }, 1],
    ["none", { plan: "none" }, 2],
    ["(none)", { plan: "" }, 3],
    ["(other)", {}, 0],
  ]);
});
