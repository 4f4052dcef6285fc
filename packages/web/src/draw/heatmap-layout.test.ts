import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { withErrors } from "./heatmap-errors.ts";
import {
  cellAt,
  countRegion,
  durationLines,
  type HeatmapGrid,
  layoutHeatmap,
  regionOf,
  shareOfDuration,
  shareOfTime,
} from "./heatmap-layout.ts";
import { levelOf } from "./heatmap.ts";

const lowOf = (step: number): number => Math.max(0, (2 ** (step / 4) - 1) / 1e6);

const grids: fc.Arbitrary<HeatmapGrid> = fc
  .record({
    columns: fc.integer({ min: 1, max: 40 }),
    first: fc.integer({ min: 0, max: 140 }),
    rows: fc.integer({ min: 1, max: 40 }),
    seed: fc.infiniteStream(fc.nat({ max: 9 })),
  })
  .map(({ columns, first, rows, seed }) => {
    const counts = Array.from({ length: columns }, () =>
      Array.from({ length: rows }, () => seed.next().value as number),
    );
    return {
      stepMs: 5_000,
      times: Array.from({ length: columns }, (_, at) => 1_700_000_000_000 + at * 5_000),
      lowsMs: Array.from({ length: rows }, (_, at) => lowOf(first + at)),
      counts,
      errors: counts.map((column) => column.map((count) => Math.floor(count / 3))),
    };
  });
const sizes = fc.record({ columns: fc.integer({ min: 1, max: 60 }), rows: fc.integer({ min: 1, max: 60 }) });
const total = (rows: readonly (readonly number[])[]): number => rows.flat().reduce((sum, n) => sum + n, 0);

describe("the cells of a heatmap", () => {
  test("have every count and every error once, and are at most as many as asked for", () => {
    fc.assert(
      fc.property(grids, sizes, (grid, most) => {
        const layout = layoutHeatmap(grid, most.columns, most.rows);
        expect(layout.cells.reduce((sum, { count }) => sum + count, 0)).toBe(total(grid.counts));
        expect(layout.cells.reduce((sum, { errors }) => sum + errors, 0)).toBe(total(grid.errors!));
        expect(layout.columns).toBeLessThanOrEqual(most.columns);
        expect(layout.rows).toBeLessThanOrEqual(Math.max(6, most.rows));
        for (const { column, row } of layout.cells) {
          expect(column).toBeLessThan(layout.columns);
          expect(row).toBeLessThan(layout.rows);
        }
      }),
    );
  });

  test("are found again at their middle, and their region has their count", () => {
    fc.assert(
      fc.property(grids, sizes, (grid, most) => {
        const layout = layoutHeatmap(grid, most.columns, most.rows);
        for (const cell of layout.cells.slice(0, 20)) {
          const region = regionOf(layout, { from: cell, to: cell });
          const x = (shareOfTime(layout, region.fromMs) + shareOfTime(layout, region.toMs)) / 2;
          const y = (shareOfDuration(layout, region.minMs) + shareOfDuration(layout, region.maxMs)) / 2;
          expect(cellAt(layout, x, y)).toEqual({ column: cell.column, row: cell.row });
          expect(countRegion(grid, region)).toEqual({ spans: cell.count, errors: cell.errors });
        }
      }),
    );
  });

  test("do not move when slower or later spans arrive, as long as none are merged", () => {
    fc.assert(
      fc.property(grids, (grid) => {
        const before = layoutHeatmap(grid, 100, 100);
        const more = {
          ...grid,
          lowsMs: [...grid.lowsMs, grid.lowsMs.at(-1)! * 2 ** 0.25 + 1e-9],
          counts: grid.counts.map((column) => [...column, 1]),
          errors: null,
        };
        const after = layoutHeatmap(more, 100, 100);
        expect(after.fromMs).toBe(before.fromMs);
        expect(after.cellSteps).toBe(before.cellSteps);
        const cells = new Set(after.cells.map(({ column, row, count }) => `${column} ${row} ${count}`));
        for (const { column, row, count } of before.cells) {
          const shifted = row + before.firstStep - after.firstStep;
          expect(cells.has(`${column} ${shifted} ${count}`)).toBe(true);
        }
      }),
    );
  });
});

test("an empty grid has a layout without cells", () => {
  const layout = layoutHeatmap({ stepMs: 1_000, times: [], lowsMs: [], counts: [], errors: null }, 100, 20);
  expect(layout.cells).toEqual([]);
  expect(durationLines(layout).length).toBeLessThanOrEqual(5);
});

test("draws at most five lines at powers of ten, inside the picture", () => {
  fc.assert(
    fc.property(grids, (grid) => {
      const layout = layoutHeatmap(grid, 100, 25);
      const lines = durationLines(layout);
      expect(lines.length).toBeLessThanOrEqual(5);
      for (const ms of lines) {
        expect(Math.log10(ms) % 1).toBeCloseTo(0);
        expect(shareOfDuration(layout, ms)).toBeGreaterThan(-0.01);
        expect(shareOfDuration(layout, ms)).toBeLessThan(1.01);
      }
    }),
  );
});

test("errors that were counted apart get into the cells of their time and duration, and never exceed the spans", () => {
  const grid: HeatmapGrid = {
    stepMs: 1_000,
    times: [1_000, 2_000],
    lowsMs: [lowOf(80), lowOf(81)],
    counts: [
      [4, 2],
      [0, 1],
    ],
    errors: null,
  };
  const failed = { times: [2_000, 3_000], lowsMs: [lowOf(81), lowOf(82)], counts: [[3, 1], [5]] };
  expect(withErrors(grid, failed).errors).toEqual([
    [0, 0],
    [0, 1],
  ]);
});

test("more spans never have a paler colour", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 1, max: 1e6 }), (a, b) => {
      const [few, many] = [Math.min(a, b), Math.max(a, b)];
      expect(levelOf(few, many, 6)).toBeLessThanOrEqual(levelOf(many, many, 6));
      expect(levelOf(many, many, 6)).toBe(5);
    }),
  );
});
