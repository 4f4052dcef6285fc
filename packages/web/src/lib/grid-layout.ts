// The layout of a dashboard: charts in their order on a grid of 12 columns, each with a width and a height. Pure.
import type { ChartSpec } from "contract";

/** Columns of the grid. */
const columns = 12;
const minWidth = 2;
const mostHeight = 4;
const usual = { width: 6, height: 2 } as const;

/** Its columns and rows. */
export function sizeOf({ width = usual.width, height = usual.height }: ChartSpec): {
  readonly width: number;
  readonly height: number;
} {
  return { width, height };
}

/** The charts with one of them at another place; places outside are the nearest inside. */
export function moveChart(charts: readonly ChartSpec[], from: number, to: number): readonly ChartSpec[] {
  const moved = charts[from];
  if (moved === undefined) return charts;
  const rest = charts.toSpliced(from, 1);
  return rest.toSpliced(Math.min(rest.length, Math.max(0, to)), 0, moved);
}

/** The charts with one of them so much wider and higher, within the grid. */
export function resizeChart(
  charts: readonly ChartSpec[],
  at: number,
  { columns: wider = 0, rows: higher = 0 }: { readonly columns?: number; readonly rows?: number },
): readonly ChartSpec[] {
  const chart = charts[at];
  if (chart === undefined) return charts;
  const { width, height } = sizeOf(chart);
  return charts.with(at, {
    ...chart,
    width: Math.min(columns, Math.max(minWidth, width + wider)),
    height: Math.min(mostHeight, Math.max(1, height + higher)),
  });
}

/** Rows of the grid in px, and the gap between charts. */
export const rowHeight = 120;
export const gap = 16;

/** The height of a chart in px. */
export function heightOf(chart: ChartSpec): number {
  const { height } = sizeOf(chart);
  return height * rowHeight + (height - 1) * gap;
}
