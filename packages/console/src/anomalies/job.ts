// The leader's job: each minute that is complete is read from the roll-ups and goes through all detectors. After a restart the minutes since
// the stored states follow one after the other, and so lead to the same states and the same anomalies.
import { setImmediate as nextTurn } from "node:timers/promises";
import { createDetector } from "detect";
import type { AnomalyStore, StoredAnomaly, StoredState } from "../store/anomalies.ts";
import { readMinutes } from "./read-minutes.ts";
import { toStored } from "./stored-anomaly.ts";
import { anomalyId, type Measure } from "./subjects.ts";
import {
  createWatch,
  type MinuteResult,
  readSubject,
  type Subject,
  type Watch,
  writeSubject,
} from "./watch.ts";

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

export interface AnomalyFigures {
  readonly subjects: number;
  readonly series: number;
  /** Series of the last minute for which there was no room. */
  readonly leftOut: number;
  /** End of the last minute that was evaluated, Unix ms; 0 before the first. */
  readonly until: number;
}

/** Spans that arrive later than this after the end of their minute change no decision. */
export const delayMs = 60_000;
const minuteMs = 60_000;
/** After a longer pause earlier minutes are left out. */
const maxBehindMs = 6 * 3_600_000;
/** Minutes that are read at once. */
const chunk = 10;
/** Each subject is stored once in so many minutes, in turn. */
const storeEvery = 15;
/** A minute that is evaluated so long after its end was not evaluated in time: the console did not run, or was busy. */
const lateMs = delayMs + 3 * minuteMs;
const savedAtOnce = 250;

/** What is known while this process is the leader. */
interface Run {
  readonly signal: AbortSignal;
  readonly watch: Watch;
  /** Start of the next minute, Unix ms. */
  next: number;
  /** The last minute that was evaluated in time, Unix ms: until then a minute without rows had none. */
  readonly liveUntil: number;
  leftOut: number;
  /** What is not stored yet: subjects whose turn it is, those that are not watched any more, and anomalies. */
  readonly due: Set<Subject>;
  readonly dropped: Map<string, StoredState>;
  readonly anomalies: Map<string, StoredAnomaly>;
}

/** Creates the job. One call of `tick` at a time. */
export function createAnomalyJob(options: AnomalyJobOptions): AnomalyJob {
  const { store, budget, maxSeries, nowMs } = options;
  const detector = createDetector({ weeklyFalseAlarmsPerHundredSeries: budget });
  const digits = Math.log10((7 * 24 * 60 * 100) / budget);
  let run: Run | undefined;
  let notedFull = false;

  async function begin(signal: AbortSignal, end: number): Promise<Run> {
    const watch = createWatch({ detector, digits, maxSeries });
    let [first, last] = [end, 0];
    for await (const page of store.states())
      for (const { state } of page) {
        const subject = state === "" ? undefined : readSubject(state);
        if (subject === undefined) continue;
        watch.restore(subject);
        first = Math.min(first, subject.until + minuteMs);
        last = Math.max(last, subject.until);
      }
    return {
      ...{ signal, watch, liveUntil: last, leftOut: 0 },
      next: last > 0 ? Math.max(end - maxBehindMs, first) : await firstMinute(end),
      due: new Set(),
      dropped: new Map(),
      anomalies: new Map(),
    };
  }

  /** Where a console begins that has no states: what is stored already is history to learn from. */
  async function firstMinute(end: number): Promise<number> {
    const found = await store.firstMinute((end - maxBehindMs) / 1000, end / 1000);
    return found === undefined ? end : found * 1000;
  }

  async function evaluate(current: Run, from: number, to: number): Promise<void> {
    const rows = await readMinutes(store, from, to, maxSeries);
    for (let time = from; time < to && !current.signal.aborted; time += minuteMs) {
      const ofMinute = rows.get(time) ?? [];
      const isLate = nowMs() - (time + minuteMs) > lateMs;
      const present = new Set(ofMinute.map(({ tenant }) => tenant));
      const isAbsent = (tenant: string): boolean =>
        isLate && time > current.liveUntil && !present.has(tenant);
      const result = await current.watch.step(time, ofMinute, isAbsent, nextTurn);
      current.next = time + minuteMs;
      current.leftOut = result.leftOut;
      note(current, time, isLate, result);
    }
  }

  function note(current: Run, time: number, isLate: boolean, result: MinuteResult): void {
    const { watch, due, dropped, anomalies } = current;
    for (const subject of result.dropped) {
      const { tenant, id } = subject;
      due.delete(subject);
      dropped.set(id, { tenant, subject: id, until: time / 1000, state: "" });
    }
    for (const subject of result.admitted) {
      due.add(subject);
      dropped.delete(subject.id);
    }
    // a restart must not meet minutes again that were skipped or caught up with
    const turn = (time / minuteMs) % storeEvery;
    for (const subject of watch.subjects.values()) if (isLate || turnOf(subject) === turn) due.add(subject);
    for (const found of result.found) {
      const stored = toStored(found, time);
      anomalies.set(stored.id, stored);
    }
  }

  async function save({ due, dropped, anomalies }: Run): Promise<void> {
    await store.saveAnomalies([...anomalies.values()]);
    anomalies.clear();
    await store.saveStates([...dropped.values()]);
    dropped.clear();
    // a part at a time: a state has some ten kilobytes
    const subjects = [...due];
    for (let at = 0; at < subjects.length; at += savedAtOnce) {
      const part = subjects.slice(at, at + savedAtOnce);
      await store.saveStates(part.map(toState));
      for (const subject of part) due.delete(subject);
    }
  }

  /** Ends anomalies that no series has any more: it is not watched, or an earlier version of the detector found them. */
  async function endUnknown({ watch, next }: Run): Promise<void> {
    const known = new Set(
      [...watch.subjects.values()].flatMap(({ id, series }) =>
        Object.entries(series).flatMap(([measure, { open }]) =>
          open === null ? [] : [anomalyId(id, measure as Measure, open.found)],
        ),
      ),
    );
    const unknown = (await store.open()).filter(({ id }) => !known.has(id));
    const end = (next - minuteMs) / 1000;
    await store.saveAnomalies(
      unknown.map((one) => {
        const ended = Math.max(end, one.updated);
        return { ...one, ended, updated: ended };
      }),
    );
  }

  async function tick(signal: AbortSignal): Promise<void> {
    const end = Math.floor((nowMs() - delayMs) / minuteMs) * minuteMs;
    const isNew = run?.signal !== signal;
    if (run === undefined || isNew) run = await begin(signal, end);
    const current = run;
    // after a pause of the process, such as of a machine that slept
    if (current.next < end - maxBehindMs) current.next = end - maxBehindMs;
    while (current.next < end && !signal.aborted) {
      await evaluate(current, current.next, Math.min(end, current.next + chunk * minuteMs));
      // while it catches up, the states are stored in the end
      if (current.next >= end) await save(current);
      noteFull(current);
    }
    if (isNew && !signal.aborted) await endUnknown(current);
  }

  function noteFull({ leftOut }: Run): void {
    if (leftOut > 0 && !notedFull)
      options.note?.(
        `Anomaly detection watches ${maxSeries} series, those with most traffic; ${leftOut} others are left out.`,
      );
    notedFull = leftOut > 0;
  }

  return {
    tick: (signal) => tick(signal),
    get figures() {
      return {
        subjects: run?.watch.subjects.size ?? 0,
        series: run?.watch.series ?? 0,
        leftOut: run?.leftOut ?? 0,
        until: run?.next ?? 0,
      };
    },
  };
}

function toState(subject: Subject): StoredState {
  const { tenant, id, until } = subject;
  return { tenant, subject: id, until: until / 1000, state: writeSubject(subject) };
}

function turnOf({ id }: Subject): number {
  return Number.parseInt(id.slice(0, 6), 16) % storeEvery;
}
