import type { FunnelResult } from "contract";
import { expect, test } from "vitest";

import { funnelOf } from "./complete-funnel.ts";

const result = (to: string, left: number): FunnelResult => {
  const step = { people: 1000, open: 0, medianMs: null, p90Ms: null };
  return {
    from: "2026-11-30T12:00:00Z",
    to,
    share: 1,
    isEstimate: false,
    funnel: {
      name: "checkout",
      steps: [
        { ...step, name: "cart" },
        { ...step, name: "payment", people: 1000 - left },
      ],
      conversion: 1 - left / 1000,
      previousConversion: null,
      previous: [],
      abandoned: 0,
      window: { ms: 300_000, of: "times" },
      services: ["checkout"],
    },
    declared: ["cart", "payment"],
    convert: null,
    trend: { stepMs: 60_000, buckets: [{ time: to, entered: 1000, finished: 1000 - left }], previous: [] },
    taken: [],
    reasons: [{ step: "cart", reason: "", count: left }],
    truncatedReasons: 3,
    reasonsFailed: "The query took longer than 20 s.",
    dropped: [],
  };
};

const all = result("2026-11-30T13:00:00Z", 600);
const complete = result("2026-11-30T12:55:00Z", 100);
const late = { upToMs: Date.parse(complete.to), items: [] };

test("all figures of a late funnel are of complete time, the chart has the whole range", () => {
  const { from, to, funnel, reasons, trend } = funnelOf(all, { ...complete.funnel, late }, complete);
  expect({ from, to }).toEqual({ from: all.from, to: all.to });
  expect(funnel).toEqual({ ...complete.funnel, late });
  expect([reasons, trend]).toEqual([complete.reasons, complete.trend]);
});

test.each([
  ["while nothing is complete", undefined],
  ["while the range before still stands in", complete],
])("a late funnel has no reasons %s", (_, part) => {
  const funnel = { ...all.funnel, late, lack: "not complete" } as const;
  expect(funnelOf(all, funnel, part)).toMatchObject({
    funnel,
    reasons: [],
    truncatedReasons: 0,
    reasonsFailed: null,
    trend: all.trend,
  });
});

test("a funnel that is complete stays as it is", () => {
  expect(funnelOf(all, all.funnel, undefined)).toEqual(all);
});
