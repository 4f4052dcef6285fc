// From minutes to points. A rate has a point a minute. A share or a quantile has one as soon as enough was counted: a minute in busy
// series, up to an hour in quiet ones. What an hour does not fill is left out. Values are those before sampling, as on the pages; whether
// there is enough is decided by what is stored.
import { leastInPoint } from "catalog/measures";
import { addDurations, countDurations, type Durations, quantileOf } from "./durations.ts";
import type { Measure, MinuteRow } from "./subjects.ts";

/** What was counted since the last point. */
export interface Pending {
  /** Unix ms of the first minute; 0: nothing was counted. */
  since: number;
  total: number;
  part: number;
  /** `total` and `part` before sampling; absent in states of versions that did not know them. */
  volume?: number;
  estimatedPart?: number;
  durations: Durations;
}

export interface Point {
  /** Unix ms. */
  readonly time: number;
  readonly value: number;
  /** What was counted: the evidence for `value`. */
  readonly total: number;
  readonly part: number;
  readonly durations: Readonly<Durations>;
}

/** Counts that make a point, and the least time that it covers. */
const enough: Readonly<Partial<Record<Measure, { readonly count: number; readonly minutes: number }>>> = {
  errors: { count: leastInPoint.errors, minutes: 1 },
  completion: { count: leastInPoint.completion, minutes: 1 },
  p95: { count: leastInPoint.p95, minutes: 1 },
  // people need some minutes from the first step to the last
  conversion: { count: leastInPoint.conversion, minutes: 10 },
};
const minuteMs = 60_000;
const longestMs = 60 * minuteMs;

export function newPending(): Pending {
  return { since: 0, total: 0, part: 0, volume: 0, estimatedPart: 0, durations: {} };
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
  add(pending, row);
  const { count, minutes } = enough[measure]!;
  const { since, total, durations } = pending;
  if (time - since < (minutes - 1) * minuteMs) return undefined;
  if (measure === "p95") {
    addDurations(durations, row.durations);
    // of transactions, only completed ones have a duration
    const timed = Math.min(total, countDurations(durations));
    if (timed < count) return undefined;
    Object.assign(pending, newPending());
    return { time, value: quantileOf(durations, 0.95), total: timed, part: 0, durations };
  }
  if (total < count) return undefined;
  const value = Math.min(1, pending.estimatedPart! / pending.volume!);
  const point = { time, value, ...evidenceOf(value, pending), durations };
  Object.assign(pending, newPending());
  return point;
}

function add(pending: Pending, { total, part, volume, estimatedPart }: MinuteRow): void {
  const isSampled = estimatedPart !== undefined;
  pending.volume = (pending.volume ?? pending.total) + (isSampled ? volume : total);
  pending.estimatedPart = (pending.estimatedPart ?? pending.part) + (estimatedPart ?? part);
  pending.total += total;
  pending.part += part;
}

/**
 * So many observations of the share as stored ones support. Where errors are sampled more often than others, the stored share is another
 * one: then they count as fewer observations, of which `share` are errors.
 */
function evidenceOf(
  share: number,
  { total, part: stored }: Pick<Pending, "total" | "part">,
): Pick<Point, "total" | "part"> {
  const part = Math.min(stored, total);
  if (share === part / total) return { total, part };
  const supported = Math.min(
    total,
    share > 0 ? part / share : total,
    share < 1 ? (total - part) / (1 - share) : total,
  );
  return { total: supported, part: share * supported };
}
