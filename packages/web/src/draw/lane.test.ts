import * as fc from "fast-check";
import { expect, test } from "vitest";
import { hitTest } from "./hit.ts";
import { rowAt, rowTops, visibleRows, wideRows } from "./row-layout.ts";
import { ticks } from "./ruler.ts";
import { originNs, span } from "./spans.fixture.ts";
import { between, isWhole, panBy, zoomAt } from "./time-view.ts";
import { traceRows } from "./trace-rows.ts";
import { buildTraceTree } from "./trace-tree.ts";

const tree = buildTraceTree([
  span("a", "", 0, 100, {
    events: [
      { timeNs: String(originNs + 50_000_000n), name: "retry", attributes: {}, droppedAttributesCount: 0 },
    ],
  }),
  span("b", "a", 10, 20),
]);
const rows = traceRows(tree, { toggled: new Set(), logs: new Map() });
const view = { start: 0, end: 100 };

test("ticks are round, spaced, and in one unit", () => {
  expect(ticks({ start: 0, end: 3420 }, 480).map((t) => t.label)).toEqual([
    "0",
    "0.5 s",
    "1.0 s",
    "1.5 s",
    "2.0 s",
    "2.5 s",
    "3.0 s",
  ]);
  expect(ticks({ start: 0, end: 306_000 }, 480).map((t) => t.label)).toEqual([
    "0",
    "1 min",
    "2 min",
    "3 min",
    "4 min",
    "5 min",
  ]);
  expect(ticks({ start: 60_000, end: 150_000 }, 300).map((t) => t.label)).toEqual([
    "1:00",
    "1:30",
    "2:00",
    "2:30",
  ]);
  expect(ticks({ start: 0, end: 0 }, 480)).toEqual([]);
  fc.assert(
    fc.property(
      fc.double({ min: 0.001, max: 1e7, noNaN: true }),
      fc.integer({ min: 100, max: 2000 }),
      (length, width) => {
        const found = ticks({ start: 0, end: length }, width);
        expect(found.length).toBeLessThanOrEqual(width / 64 + 2);
        expect(new Set(found.map((t) => t.label)).size).toBe(found.length);
      },
    ),
  );
});

test("zoom keeps the point under the pointer and stays inside the trace", () => {
  expect(zoomAt(view, 0.5, 50, 100)).toEqual({ start: 25, end: 75 });
  expect(zoomAt(view, 2, 50, 100)).toEqual(view);
  expect(panBy({ start: 25, end: 75 }, 40, 100)).toEqual({ start: 50, end: 100 });
  expect(between(60, 20, 100)).toEqual({ start: 20, end: 60 });
  expect(isWhole(view, 100)).toBe(true);
  fc.assert(
    fc.property(
      fc.double({ min: 0.01, max: 10, noNaN: true }),
      fc.double({ min: 0, max: 100, noNaN: true }),
      (factor, at) => {
        const next = zoomAt({ start: 20, end: 70 }, factor, at, 100);
        expect(next.start).toBeGreaterThanOrEqual(0);
        expect(next.end).toBeLessThanOrEqual(100 + 1e-9);
        expect(next.end).toBeGreaterThan(next.start);
      },
    ),
  );
});

test("finds rows by position, and windows cover the visible rows", () => {
  const tops = rowTops(rows, wideRows);
  expect([rowAt(tops, 0), rowAt(tops, 27.9), rowAt(tops, 28), rowAt(tops, 56)]).toEqual([0, 0, 1, -1]);
  const many = Float64Array.from({ length: 1001 }, (_, i) => i * 28);
  const seen = visibleRows(many, 2800, 280, 100);
  expect(seen.first).toBeLessThanOrEqual(96);
  expect(seen.last).toBeGreaterThanOrEqual(114);
  expect(visibleRows(new Float64Array(1), 0, 100, 0)).toEqual({ first: 0, last: 0 });
});

test("the pointer finds events before bars, and nothing on an empty lane", () => {
  const context = { originNs: tree.originNs, gapsOf: () => [] };
  expect(hitTest(rows[0]!, 500, view, 1000, context)).toMatchObject({ kind: "event" });
  expect(hitTest(rows[0]!, 400, view, 1000, context)).toMatchObject({ kind: "bar" });
  expect(hitTest(rows[1]!, 400, view, 1000, context)).toBeNull();
});
