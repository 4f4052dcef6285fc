// The positions of rows of different heights, and which of them are visible on the scrolled page.
import type { TraceRow } from "./trace-rows.ts";

export interface RowMetrics {
  /** Height of a row for a span, a group, a missing parent. */
  readonly span: number;
  readonly log: number;
  /** From the row's top: the bar, and the mark of the critical path below it. */
  readonly barTop: number;
  readonly barHeight: number;
  readonly pathTop: number;
  readonly pathHeight: number;
}

/** Name, duration and lane side by side. */
export const wideRows: RowMetrics = {
  span: 28,
  log: 28,
  barTop: 8,
  barHeight: 11,
  pathTop: 20,
  pathHeight: 3,
};

/** Bars under their names; log records are not drawn on the lane. */
export const narrowRows: RowMetrics = {
  span: 44,
  log: 30,
  barTop: 25,
  barHeight: 11,
  pathTop: 37,
  pathHeight: 3,
};

/** Tops of the rows; one more entry than rows, the last is the full height. */
export function rowTops(rows: readonly TraceRow[], metrics: RowMetrics): Float64Array {
  const tops = new Float64Array(rows.length + 1);
  for (let i = 0; i < rows.length; i++) {
    tops[i + 1] = tops[i]! + (rows[i]!.kind === "log" ? metrics.log : metrics.span);
  }
  return tops;
}

/** The row at height `y`; -1 above the first or below the last. */
export function rowAt(tops: Float64Array, y: number): number {
  const count = tops.length - 1;
  if (y < 0 || y >= tops[count]!) return -1;
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (tops[middle]! <= y) low = middle;
    else high = middle - 1;
  }
  return low;
}

export interface RowWindow {
  readonly first: number;
  /** Exclusive. */
  readonly last: number;
}

/**
 * The rows that touch `top` to `top + height`, and `margin` px more on both sides, snapped outwards to blocks of 8
 * so that a small scroll needs no new picture.
 */
export function visibleRows(tops: Float64Array, top: number, height: number, margin: number): RowWindow {
  const count = tops.length - 1;
  if (count <= 0) return { first: 0, last: 0 };
  const total = tops[count]!;
  const first = rowAt(tops, clamp(top - margin, 0, total - 1));
  const last = rowAt(tops, clamp(top + height + margin, 0, total - 1));
  return { first: first - (first % 8), last: Math.min(count, Math.ceil((last + 1) / 8) * 8) };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
