// The expected band of an alert's chart. Without schemas: the page bundles it.
import type { AlertPoint } from "./alert-parts.ts";

/** While the detector has just begun to learn, its band is so many times as wide as usual that it would flatten the line. */
const widest = 5;

/** The points without the band of the beginning, until its width is near the usual one. */
export function withSettledBand(points: readonly AlertPoint[]): readonly AlertPoint[] {
  const widths = points.flatMap(({ low, high }) => (low === null || high === null ? [] : [high - low]));
  if (widths.length === 0) return points;
  const usual = widths.toSorted((a, b) => a - b)[Math.floor(widths.length / 2)]!;
  const settled = points.findIndex(
    ({ low, high }) => low !== null && high !== null && high - low <= widest * usual,
  );
  return points.map((point, at) => (at < settled ? { ...point, low: null, high: null } : point));
}
