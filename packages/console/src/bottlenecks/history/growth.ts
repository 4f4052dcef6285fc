// Whether a figure grows steadily: most later values are above most earlier ones, also in the second half, where what only warms up has
// become level, and what is collected has fallen.
import { median } from "./robust.ts";

export interface Point {
  /** Unix seconds. */
  readonly time: number;
  readonly value: number;
}

export interface GrowthLimits {
  readonly minPoints: number;
  /** What the growth has to be of the first level, and at least. */
  readonly minShare: number;
  readonly least: number;
}

export interface Growth {
  /** Levels of the first and of the last quarter. */
  readonly before: number;
  readonly after: number;
}

/** Standard deviations of Kendall's statistic. */
const minTrend = 4;

/** The growth, or `undefined` when there is none. O(n²) for at most a few hundred points. */
export function findGrowth(points: readonly Point[], limits: GrowthLimits): Growth | undefined {
  if (points.length < limits.minPoints) return undefined;
  const values = points.toSorted((a, b) => a.time - b.time).map(({ value }) => value);
  const quarter = Math.floor(values.length / 4);
  const before = median(values.slice(0, quarter));
  const after = median(values.slice(-quarter));
  const growth = after - before;
  if (growth < limits.least || growth < limits.minShare * Math.abs(before)) return undefined;
  if (trendOf(values) < minTrend) return undefined;
  const half = values.slice(values.length >> 1);
  const part = half.length >> 2;
  const late = median(half.slice(-part)) - median(half.slice(0, part));
  // a straight line has half of its growth there
  return late >= growth / 4 ? { before, after } : undefined;
}

/** Mann and Kendall: pairs that rise less those that fall, in standard deviations of a series without a trend. */
function trendOf(values: readonly number[]): number {
  let rising = 0;
  for (const [place, value] of values.entries())
    for (let before = 0; before < place; before++) rising += Math.sign(value - values[before]!);
  const n = values.length;
  return rising / Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
}

/** Whether the calls became as many more as the figure grew: then it follows the load. */
export function isOfLoad(
  { before, after }: Growth,
  points: readonly Point[],
  calls: readonly Point[],
): boolean {
  const callsAt = new Map(calls.map(({ time, value }) => [time, value]));
  const load = points.map(({ time }) => callsAt.get(time) ?? 0);
  const quarter = Math.max(1, Math.floor(load.length / 4));
  const [early, late] = [median(load.slice(0, quarter)), median(load.slice(-quarter))];
  return late - early >= (after / before - 1) * early && late > early;
}
