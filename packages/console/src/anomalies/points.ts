// From minutes to points. A rate has a point a minute. A share or a quantile has one as soon as enough was counted: a minute in busy
// series, up to an hour in quiet ones. What an hour does not fill is left out.
import { addDurations, countDurations, type Durations, quantileOf } from "./durations.ts";
import type { Measure, MinuteRow } from "./subjects.ts";

/** What was counted since the last point. */
export interface Pending {
  /** Unix ms of the first minute; 0: nothing was counted. */
  since: number;
  total: number;
  part: number;
  durations: Durations;
}

export interface Point {
  /** Unix ms. */
  readonly time: number;
  readonly value: number;
  readonly total: number;
  readonly part: number;
  readonly durations: Readonly<Durations>;
}

/** Counts that make a point, and the least time that it covers. */
const enough: Readonly<Partial<Record<Measure, { readonly count: number; readonly minutes: number }>>> = {
  errors: { count: 30, minutes: 1 },
  completion: { count: 30, minutes: 1 },
  p95: { count: 40, minutes: 1 },
  // people need some minutes from the first step to the last
  conversion: { count: 50, minutes: 10 },
};
const minuteMs = 60_000;
const longestMs = 60 * minuteMs;

export function newPending(): Pending {
  return { since: 0, total: 0, part: 0, durations: {} };
}

/** The point that the minute `time` completes; `undefined` without one. `row` is absent when nothing was counted. */
export function toPoint(
  measure: Measure,
  pending: Pending,
  time: number,
  row: MinuteRow | undefined,
): Point | undefined {
  switch (measure) {
    case "value":
      return row?.value === undefined
        ? undefined
        : { time, value: row.value, total: 1, part: 1, durations: {} };
    case "rate":
      return ratePoint(time, row);
    default:
      return collect(measure, pending, time, row);
  }
}

function ratePoint(time: number, row: MinuteRow | undefined): Point {
  const volume = row?.volume ?? 0;
  return { time, value: volume, total: row?.total ?? 0, part: volume, durations: {} };
}

/** Adds the minute to what is pending, and takes that when it is enough. */
function collect(
  measure: Measure,
  pending: Pending,
  time: number,
  row: MinuteRow | undefined,
): Point | undefined {
  if (pending.since !== 0 && time - pending.since >= longestMs) Object.assign(pending, newPending());
  if (row === undefined || row.total <= 0) return undefined;
  if (pending.since === 0) pending.since = time;
  pending.total += row.total;
  pending.part += row.part;
  if (measure === "p95") addDurations(pending.durations, row.durations);
  const { since, part, durations } = pending;
  const total = measure === "p95" ? countDurations(durations) : pending.total;
  const { count, minutes } = enough[measure]!;
  if (total < count || time - since < (minutes - 1) * minuteMs) return undefined;
  Object.assign(pending, newPending());
  const value = measure === "p95" ? quantileOf(durations, 0.95) : Math.min(1, part / total);
  return { time, value, total, part: Math.min(part, total), durations };
}
