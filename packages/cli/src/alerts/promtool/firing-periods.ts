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
  /**
   * The firings of a replay that begins with the data, as Prometheus does. Where they differ from those of a replay that begins when the
   * first window is full, there is nothing to expect.
   */
  readonly early: readonly Period[];
}

/** Evaluations that a test looks at, at most. */
const most = 100;

/** Each evaluation with a change and the one before it, and the first and the last one. */
export function momentsOf(
  changes: readonly Change[],
  periods: readonly Period[],
  { firstMs, lastMs, everyMs, early }: Evaluations,
): readonly number[] {
  const wanted = new Set<number>([firstMs, lastMs]);
  for (const { at } of changes) {
    wanted.add(at - everyMs);
    wanted.add(at);
  }
  const moments = [...wanted]
    .filter((at) => at >= firstMs && at <= lastMs && firingText(periods, at) === firingText(early, at))
    .toSorted((a, b) => a - b);
  return moments.length <= most ? moments : [...moments.slice(0, most - 1), moments.at(-1)!];
}

/** The groups that fire at a time. */
export function firingAt(periods: readonly Period[], at: number): readonly Labels[] {
  return periods.filter(({ from, to }) => from <= at && at < to).map(({ group }) => group);
}

function firingText(periods: readonly Period[], at: number): string {
  return firingAt(periods, at)
    .map((group) => JSON.stringify(group))
    .toSorted()
    .join();
}
