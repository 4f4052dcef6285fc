// The leader's job: each minute that is over is read from the roll-ups and goes through all detectors. Subjects with late data wait, and
// are evaluated in minutes before when these are complete. After a restart the minutes since the stored states follow one after the other,
// and so lead to the same states and the same anomalies.
import { setImmediate as nextTurn } from "node:timers/promises";
import { createCountDetector, createDetector } from "detect";
import type { AnomalyStore } from "../store/anomalies.ts";
import { lateReason, type LeftOut, pauseReason } from "../store/detector-passes.ts";
import { type IsMissing, missingBy } from "./missing.ts";
import { readMinutes } from "./read-minutes.ts";
import {
  beginRun,
  delayMs,
  endMinute,
  endUnknown,
  maxBehindMs,
  minuteMs,
  noteMinute,
  type Run,
  saveRun,
} from "./run.ts";
import type { SubjectName } from "./subjects.ts";
import type { Unknown, WatchOptions } from "./watch.ts";

export { delayMs };

export interface AnomalyJobOptions {
  readonly store: AnomalyStore;
  /** Anomalies that chance may cause in a week of a hundred series. */
  readonly budget: number;
  /** Series that are watched at most, of all tenants together. */
  readonly maxSeries: number;
  readonly nowMs: () => number;
  /** Reports what an operator should know. */
  readonly note?: (note: string) => void;
}

export interface AnomalyJob {
  /** Evaluates all minutes that are complete and not evaluated yet. */
  tick(signal: AbortSignal): Promise<void>;
  readonly figures: AnomalyFigures;
}

interface AnomalyFigures {
  readonly subjects: number;
  readonly series: number;
  /** Series of the last minute for which there was no room. */
  readonly leftOut: number;
  /** Minutes that are not evaluated, because the console did not run or data was too late: the last part. */
  readonly skipped: LeftOut | undefined;
  /** End of the last minute that was evaluated, Unix ms; 0 before the first. */
  readonly until: number;
}

/** Minutes that are read at once. */
const chunk = 10;
/** A minute that is evaluated so long after its end was not evaluated in time: the console did not run, or was busy. */
const lateMs = delayMs + 3 * minuteMs;

/** Creates the job. One call of `tick` at a time. */
export function createAnomalyJob(options: AnomalyJobOptions): AnomalyJob {
  const { store, budget, maxSeries, nowMs, note } = options;
  const watching: WatchOptions = {
    detector: createDetector({ weeklyFalseAlarmsPerHundredSeries: budget }),
    counts: createCountDetector({ windowMs: minuteMs, weeklyFalseAlarmsPerHundredSeries: budget }),
    digits: Math.log10((7 * 24 * 60 * 100) / budget),
    maxSeries,
  };
  let run: Run | undefined;
  let isFull = false;
  let skipped: LeftOut | undefined;

  async function tick(signal: AbortSignal): Promise<void> {
    const end = Math.floor((nowMs() - delayMs) / minuteMs) * minuteMs;
    const isNew = run?.signal !== signal;
    if (run === undefined || isNew) run = await beginRun(store, watching, signal, end);
    const current = run;
    // after a pause, such as of a machine that slept
    skipped = skipTo(current, end - maxBehindMs, skipped);
    const isMissing = missingBy(await store.late(nowMs()));
    await catchUp(current, options, isMissing);
    while (current.next < end && !signal.aborted) {
      const { next } = current;
      await evaluate(current, options, isMissing, next, Math.min(end, next + chunk * minuteMs));
      // while it catches up, the states are stored in the end
      if (current.next >= end) await saveRun(store, current);
    }
    if (isNew && !signal.aborted) await endUnknown(store, current);
    if (current.leftOut > 0 && !isFull) note?.(fullNote(maxSeries, current.leftOut));
    isFull = current.leftOut > 0;
  }

  return {
    tick,
    get figures() {
      return {
        subjects: run?.watch.subjects.size ?? 0,
        series: run?.watch.series ?? 0,
        leftOut: run?.leftOut ?? 0,
        skipped,
        until: run?.next ?? 0,
      };
    },
  };
}

/** Goes on at `earliest`, and returns what is not evaluated because of that. */
function skipTo(run: Run, earliest: number, skipped: LeftOut | undefined): LeftOut | undefined {
  // what comes before was evaluated, and would only be repeated
  const from = Math.max(run.next, run.liveUntil + minuteMs);
  const lateFrom = leaveLate(run, earliest);
  run.next = Math.max(run.next, earliest);
  for (const time of run.late) if (time < earliest) run.late.delete(time);
  if (from < earliest) return { fromMs: from, toMs: earliest, reason: pauseReason };
  if (lateFrom === undefined) return skipped;
  // each minute one more of what is always so late
  const isSame = skipped?.reason === lateReason && skipped.toMs >= lateFrom;
  return { fromMs: isSame ? skipped.fromMs : lateFrom, toMs: earliest, reason: lateReason };
}

/** All subjects go on at `earliest`; returns from when on one waited for late data. */
function leaveLate({ watch, next }: Run, earliest: number): number | undefined {
  let from: number | undefined;
  for (const subject of watch.subjects.values()) {
    const own = subject.until + minuteMs;
    if (own >= earliest) continue;
    if (own < next) {
      from = Math.min(own, from ?? own);
      // whether it had rows is not known: what is always so late has not gone, and is named as left out
      subject.seen = Math.max(subject.seen, earliest - minuteMs);
    }
    subject.until = earliest - minuteMs;
  }
  return from;
}

/** Evaluates subjects that waited for their data, as far as it is complete. */
async function catchUp(run: Run, options: AnomalyJobOptions, isMissing: IsMissing): Promise<void> {
  const minutes = new Set<number>();
  for (const subject of run.watch.subjects.values())
    for (let time = subject.until + minuteMs; time < run.next && !isMissing(subject, time); time += minuteMs)
      minutes.add(time);
  for (const from of [...minutes].toSorted((a, b) => a - b)) {
    let to = from;
    while (to < from + chunk * minuteMs && minutes.delete(to)) to += minuteMs;
    if (to > from) await evaluate(run, options, isMissing, from, to);
  }
}

/** Evaluates the minutes up to `to`. */
async function evaluate(
  run: Run,
  { store, maxSeries, nowMs }: Pick<AnomalyJobOptions, "store" | "maxSeries" | "nowMs">,
  isMissing: IsMissing,
  from: number,
  to: number,
): Promise<void> {
  const rows = await readMinutes(store, from, to, maxSeries);
  for (let time = from; time < to && !run.signal.aborted; time += minuteMs) {
    const ofMinute = rows.get(time) ?? [];
    const isFirst = time >= run.next;
    if (isFirst && nowMs() - (time + minuteMs) > lateMs) run.late.add(time);
    const present = new Set(ofMinute.map(({ tenant }) => tenant));
    const isAbsent = (tenant: string): boolean =>
      run.late.has(time) && time > run.liveUntil && !present.has(tenant);
    const unknownOf = (subject: SubjectName, hasRow: boolean): Unknown | undefined => {
      if (isMissing(subject, time)) return "late";
      return !hasRow && isAbsent(subject.tenant) ? "absent" : undefined;
    };
    const result = await run.watch.step(time, ofMinute, unknownOf, nextTurn);
    noteMinute(run, time, result);
    if (!isFirst) continue;
    run.leftOut = result.leftOut;
    endMinute(run, time);
  }
}

function fullNote(maxSeries: number, leftOut: number): string {
  return `Anomaly detection watches ${maxSeries} series, those with most traffic; ${leftOut} others are left out. Raise --anomaly-series to watch more.`;
}
