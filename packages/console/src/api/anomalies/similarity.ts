// How alike two anomalies are: how long they last together, and whether their series moved alike.

/** A part of time, in any unit. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** Points of a series. Times ascend. */
export interface Shape {
  readonly minutes: readonly number[];
  readonly values: readonly number[];
}

/** With fewer points in common, nothing is said of the shape. */
const minPoints = 5;

/** The time that both have in common, as a share of the time that either has: 0 to 1. */
export function overlapOf(a: Span, b: Span): number {
  const common = Math.min(a.to, b.to) - Math.max(a.from, b.from);
  const either = Math.max(a.to, b.to) - Math.min(a.from, b.from);
  return common <= 0 || either <= 0 ? 0 : common / either;
}

/** Pearson's correlation of the points of both at the same times, −1 to 1; `null` with too few, and for a constant series. */
export function correlationOf(a: Shape, b: Shape): number | null {
  const valueAt = new Map(b.minutes.map((minute, at) => [minute, b.values[at]!]));
  const pairs = a.minutes.flatMap((minute, at) => {
    const other = valueAt.get(minute);
    return other === undefined ? [] : [[a.values[at]!, other] as const];
  });
  if (pairs.length < minPoints) return null;
  const [meanA, meanB] = [0, 1].map(
    (side) => pairs.reduce((sum, pair) => sum + pair[side]!, 0) / pairs.length,
  );
  let [ab, aa, bb] = [0, 0, 0];
  for (const [x, y] of pairs) {
    const [dx, dy] = [x - meanA!, y - meanB!];
    ab += dx * dy;
    aa += dx * dx;
    bb += dy * dy;
  }
  const scale = Math.sqrt(aa * bb);
  return scale > 0 && Number.isFinite(scale) ? Math.max(-1, Math.min(1, ab / scale)) : null;
}
