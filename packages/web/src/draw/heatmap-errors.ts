// Errors that were counted apart from the spans: aligned with their columns and rows.
import type { HeatmapGrid } from "./heatmap-layout.ts";

/** `grid` with the counts of `failed`, a grid of the spans in error, as its errors. What has no place in `grid` is left out. */
export function withErrors(
  grid: HeatmapGrid,
  failed: Pick<HeatmapGrid, "times" | "lowsMs" | "counts">,
): HeatmapGrid {
  const columns = new Map(failed.times.map((time, at) => [time, failed.counts[at] ?? []]));
  const rows = new Map(failed.lowsMs.map((low, at) => [low, at]));
  const errors = grid.times.map((time, column) => {
    const counts = columns.get(time);
    return grid.lowsMs.map((low, row) => {
      const found = counts?.[rows.get(low) ?? -1] ?? 0;
      // The spans were counted a moment before: those in error can be more by now.
      return Math.min(found, grid.counts[column]?.[row] ?? 0);
    });
  });
  return { ...grid, errors };
}
