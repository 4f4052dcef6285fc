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

test("durations stand on a logarithmic scale of whole powers of ten", () => {
  const { points, lines } = toScatter([trace(1, 1000), trace(1000, 1500), trace(10, 2000)], 1000, 2000);
  expect(lines.map((line) => line.ms)).toEqual([1, 10, 100, 1000, 10_000]);
  expect(points.map((p) => [p.x, p.y])).toEqual([
    [0, 0],
    [0.5, 0.75],
    [1, 0.25],
  ]);
});

test("nothing, and durations of zero, still give a scale", () => {
  expect(toScatter([], 0, 0).lines.length).toBeGreaterThan(1);
  expect(toScatter([trace(0, 5)], 0, 10).points[0]!.y).toBeGreaterThanOrEqual(0);
});

test("at most five lines, however far durations lie apart, each with a short label", () => {
  const wide = toScatter([trace(0.001, 1), trace(3_600_000, 2)], 0, 3);
  expect(wide.lines.map((line) => line.ms)).toEqual([0.001, 1, 1000, 1_000_000]);
  for (const ms of [0.001, 1, 10, 1000, 10_000, 100_000, 1_000_000])
    expect(labelOf(ms).length).toBeLessThanOrEqual(7);
  expect(labelOf(1_000_000)).toBe("1,000 s");
});

test("the pointer takes the nearest point within reach", () => {
  const { points } = toScatter([trace(10, 1200), trace(10, 1800)], 1000, 2000);
  expect(nearest(points, 205, (1 - points[0]!.y) * 100, 1000, 100)?.timeMs).toBe(1200);
  expect(nearest(points, 500, 50, 1000, 100)).toBeNull();
});
