import type { TraceSummary } from "contract";
import { expect, test } from "vitest";

import { labelOf, nearest, toScatter } from "./scatter-model.ts";

const trace = (ms: number, at: number): TraceSummary => ({
  traceId: String(at),
  rootName: "",
  rootService: "",
  startNs: `${at}000000`,
  durationNs: String(ms * 1e6),
  spanCount: 1,
  errorCount: 0,
  services: [],
});

test("places durations on a logarithmic scale of whole powers of ten", () => {
  const { points, lines } = toScatter([trace(1, 1000), trace(1000, 1500), trace(10, 2000)], 1000, 2000);
  expect(lines.map((line) => line.ms)).toEqual([1, 10, 100, 1000, 10_000]);
  expect(points.map((p) => [p.x, p.y])).toEqual([
    [0, 0],
    [0.5, 0.75],
    [1, 0.25],
  ]);
});

test("has a scale without traces and for durations of zero", () => {
  expect(toScatter([], 0, 0).lines.length).toBeGreaterThan(1);
  expect(toScatter([trace(0, 5)], 0, 10).points[0]!.y).toBeGreaterThanOrEqual(0);
});

test("draws at most five lines with short labels, whatever the durations", () => {
  const wide = toScatter([trace(0.001, 1), trace(3_600_000, 2)], 0, 3);
  expect(wide.lines.map((line) => line.ms)).toEqual([0.001, 1, 1000, 1_000_000]);
  for (const ms of [0.001, 1, 10, 1000, 10_000, 100_000, 1_000_000])
    expect(labelOf(ms).length).toBeLessThanOrEqual(7);
  expect(labelOf(1_000_000)).toBe("1,000 s");
});

test("finds the nearest point within reach of the pointer", () => {
  const { points } = toScatter([trace(10, 1200), trace(10, 1800)], 1000, 2000);
  const size = { width: 1000, height: 100 };
  expect(nearest(points, { x: 205, y: (1 - points[0]!.y) * 100 }, size)?.timeMs).toBe(1200);
  expect(nearest(points, { x: 500, y: 50 }, size)).toBeNull();
});
