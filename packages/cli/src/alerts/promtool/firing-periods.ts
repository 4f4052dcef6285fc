// When the groups of one rule fire, and at which evaluations a test should look.
import type { Change, Labels, Timeline } from "alerts";

/** A time in which one group fires. */
export interface Period {
  readonly group: Labels;
  /** Unix ms of the first evaluation at which it fires. */
  readonly from: number;
  /** Unix ms of the first evaluation at which it does not; infinite when it fires until the end. */
  readonly to: number;
}

/** In the order of time. */
export function firingPeriods({ changes }: Pick<Timeline, "changes">): readonly Period[] {
  const open = new Map<string, Change>();
  const periods: Period[] = [];
  for (const change of changes) {
    const key = JSON.stringify(change.group);
    const begin = open.get(key);
    if (change.to === "firing") open.set(key, begin ?? change);
    else if (begin !== undefined) {
      open.delete(key);
      periods.push({ group: change.group, from: begin.at, to: change.at });
    }
  }
  for (const { group, at } of open.values()) periods.push({ group, from: at, to: Infinity });
  return periods.toSorted((a, b) => a.from - b.from || a.to - b.to);
}

export interface Evaluations {
  /** Unix ms of the first and the last one. */
  readonly firstMs: number;
  readonly lastMs: number;
  readonly everyMs: number;
  /** For this long after the first evaluation Prometheus may know more than the replay, which waits until the first window is full. */
  readonly settleMs: number;
}

/** Evaluations that a test looks at, at most. */
const most = 100;

/** Each evaluation with a change and the one before it, and the first and the last one. */
export function momentsOf(changes: readonly Change[], evaluations: Evaluations): readonly number[] {
  const { firstMs, lastMs, everyMs, settleMs } = evaluations;
  const wanted = new Set<number>([firstMs]);
  for (const { at } of changes) {
    wanted.add(at - everyMs);
    wanted.add(at);
  }
  wanted.add(lastMs);
  const firstChangeMs = changes[0]?.at ?? Infinity;
  const valid = [...wanted]
    .filter((at) => at >= firstMs && at <= lastMs && (at >= firstMs + settleMs || at < firstChangeMs))
    .toSorted((a, b) => a - b);
  return valid.length <= most ? valid : [...valid.slice(0, most - 1), valid.at(-1)!];
}
