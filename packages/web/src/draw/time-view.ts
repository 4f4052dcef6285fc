// The part of the trace's time that the lane shows, and how it moves. All values in ms since the trace began.

export interface TimeView {
  readonly start: number;
  readonly end: number;
}

/** The shortest window: 1 µs. */
const shortest = 0.001;

/** Zooms by `factor` (below 1 = closer) around `at`, which stays where it is on the screen. Stays within 0 to `total`. */
export function zoomAt(view: TimeView, factor: number, at: number, total: number): TimeView {
  const length = view.end - view.start;
  const wanted = clamp(length * factor, Math.min(shortest, total), total);
  const share = length === 0 ? 0.5 : (at - view.start) / length;
  return within(at - wanted * share, wanted, total);
}

/** Moves by `by` ms; stops at the ends without changing the length. */
export function panBy(view: TimeView, by: number, total: number): TimeView {
  return within(view.start + by, view.end - view.start, total);
}

/** From two points in any order; a window below the minimum is widened. */
export function between(a: number, b: number, total: number): TimeView {
  const start = clamp(Math.min(a, b), 0, total);
  const length = Math.max(Math.min(shortest, total), clamp(Math.max(a, b), 0, total) - start);
  return within(start, length, total);
}

/** Whether everything is shown. */
export function isWhole(view: TimeView, total: number): boolean {
  return view.start <= 0 && view.end >= total;
}

function within(start: number, length: number, total: number): TimeView {
  const from = clamp(start, 0, Math.max(0, total - length));
  return { start: from, end: from + length };
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
