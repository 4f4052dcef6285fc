// The buckets of a histogram over time as cells of a heatmap: one column a step, one row a bucket.
import type { BucketGrid } from "contract";

import type { HeatmapLayout } from "./heatmap-layout.ts";

export type BucketLayout = Pick<HeatmapLayout, "columns" | "rows" | "fromMs" | "toMs" | "cells" | "most">;

export function layoutBuckets(
  { lows, counts }: BucketGrid,
  times: readonly number[],
  stepMs: number,
): BucketLayout {
  const cells = counts.flatMap((column, at) =>
    column.flatMap((count, row) => (count > 0 ? [{ column: at, row, count, errors: 0 }] : [])),
  );
  const fromMs = times[0] ?? 0;
  return {
    columns: Math.max(1, times.length),
    rows: Math.max(1, lows.length),
    fromMs,
    toMs: fromMs + Math.max(1, times.length) * stepMs,
    cells,
    most: cells.reduce((most, { count }) => Math.max(most, count), 0),
  };
}
