// The leader's job: each minute that is complete is read from the roll-ups and goes through all detectors. After a restart the minutes since
// the stored states follow one after the other, and so lead to the same states and the same anomalies.
import { setImmediate as nextTurn } from "node:timers/promises";
import { createCountDetector, createDetector } from "detect";
import type { AnomalyStore } from "../store/anomalies.ts";
import { type LeftOut, pauseReason } from "../store/detector-passes.ts";
import { missingBy } from "./missing.ts";
import { readMinutes } from "./read-minutes.ts";
import {
  beginRun,
  delayMs,
  endUnknown,
  maxBehindMs,
  minuteMs,
  noteMinute,
  type Run,
  saveRun,
} from "./run.ts";
import type { SubjectName } from "./subjects.ts";
import type { WatchOptions } from "./watch.ts";

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
  /** Minutes that are not evaluated, because the console did not run: the last part. */
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
    skipped = skipTo(current, end - maxBehindMs) ?? skipped;
    while (current.next < end && !signal.aborted) {
      await evaluate(current, options, Math.min(end, current.next + chunk * minuteMs));
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
function skipTo(run: Run, earliest: number): LeftOut | undefined {
  // what comes before was evaluated, and would only be repeated
  const from = Math.max(run.next, run.liveUntil + minuteMs);
  run.next = Math.max(run.next, earliest);
  return from < earliest ? { fromMs: from, toMs: earliest, reason: pauseReason } : undefined;
}

/** Evaluates the minutes up to `to`. */
async function evaluate(
  run: Run,
  { store, maxSeries, nowMs }: Pick<AnomalyJobOptions, "store" | "maxSeries" | "nowMs">,
  to: number,
): Promise<void> {
  const isMissing = missingBy(await store.late(nowMs()));
  const rows = await readMinutes(store, run.next, to, maxSeries);
  for (let time = run.next; time < to && !run.signal.aborted; time += minuteMs) {
    const ofMinute = rows.get(time) ?? [];
    const isLate = nowMs() - (time + minuteMs) > lateMs;
    const present = new Set(ofMinute.map(({ tenant }) => tenant));
    const isAbsent = (tenant: string): boolean => isLate && time > run.liveUntil && !present.has(tenant);
    const isUnknown = (subject: SubjectName, hasRow: boolean): boolean =>
      (!hasRow && isAbsent(subject.tenant)) || isMissing(subject, time);
    noteMinute(run, time, isLate, await run.watch.step(time, ofMinute, isUnknown, nextTurn));
  }
}

function fullNote(maxSeries: number, leftOut: number): string {
  return `Anomaly detection watches ${maxSeries} series, those with most traffic; ${leftOut} others are left out. Raise --anomaly-series to watch more.`;
}
