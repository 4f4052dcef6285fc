// What is known while this process is the leader, and what of it has to be stored.
import type { AnomalyStore, StoredAnomaly, StoredState } from "../store/anomalies.ts";
import { toStored } from "./stored-anomaly.ts";
import { anomalyId, type Measure } from "./subjects.ts";
import {
  createWatch,
  type MinuteResult,
  readSubject,
  type Subject,
  type Watch,
  type WatchOptions,
  writeSubject,
} from "./watch.ts";

export interface Run {
  readonly signal: AbortSignal;
  readonly watch: Watch;
  /** Start of the next minute, Unix ms. */
  next: number;
  /** The last minute that was evaluated in time, Unix ms: until then a minute without rows had none. */
  readonly liveUntil: number;
  /** Minutes that were not evaluated in time, Unix ms: what waits for its data is evaluated in them again. */
  readonly late: Set<number>;
  leftOut: number;
  /** What is not stored yet: subjects whose turn it is, those that are not watched any more, and anomalies. */
  readonly due: Set<Subject>;
  readonly dropped: Map<string, StoredState>;
  readonly anomalies: Map<string, StoredAnomaly>;
}

export const minuteMs = 60_000;
/** Spans that arrive later than this after the end of their minute change no decision. */
export const delayMs = 60_000;
/** After a longer pause earlier minutes are left out. */
export const maxBehindMs = 6 * 3_600_000;
/** Each subject is stored once in so many minutes, in turn. */
const storeEvery = 15;
const savedAtOnce = 250;

/** Continues with the stored states. @param end of the last complete minute, Unix ms. */
export async function beginRun(
  store: AnomalyStore,
  options: WatchOptions,
  signal: AbortSignal,
  end: number,
): Promise<Run> {
  const watch = createWatch(options);
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
    signal,
    watch,
    liveUntil: last,
    late: new Set(),
    leftOut: 0,
    next: last > 0 ? first : await firstMinute(store, end),
    due: new Set(),
    dropped: new Map(),
    anomalies: new Map(),
  };
}

/** Where a console begins that has no states: what is stored already is history to learn from. */
async function firstMinute(store: AnomalyStore, end: number): Promise<number> {
  const found = await store.firstMinute((end - maxBehindMs) / 1000, end / 1000);
  return found === undefined ? end : found * 1000;
}

/** Goes on after the minute `time`, and notes whose turn it is to be stored. */
export function endMinute(run: Run, time: number): void {
  run.next = time + minuteMs;
  const turn = (time / minuteMs) % storeEvery;
  // a restart must not meet minutes again that were skipped or caught up with
  const isLate = run.late.has(time);
  for (const subject of run.watch.subjects.values())
    if (isLate || turnOf(subject) === turn) run.due.add(subject);
}

/** Notes what the minute `time` changed. */
export function noteMinute({ due, dropped, anomalies }: Run, time: number, result: MinuteResult): void {
  for (const subject of result.dropped) {
    const { tenant, id } = subject;
    due.delete(subject);
    dropped.set(id, { tenant, subject: id, until: time / 1000, state: "" });
  }
  for (const subject of result.admitted) {
    due.add(subject);
    dropped.delete(subject.id);
  }
  for (const found of result.found) {
    const stored = toStored(found, time);
    anomalies.set(stored.id, stored);
  }
}

/** Stores what is not stored yet. What fails is tried again by the next call. */
export async function saveRun(store: AnomalyStore, { due, dropped, anomalies }: Run): Promise<void> {
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
export async function endUnknown(store: AnomalyStore, { watch, next }: Run): Promise<void> {
  const known = new Set(
    [...watch.subjects.values()].flatMap(({ id, series }) =>
      Object.entries(series).flatMap(([measure, { open }]) =>
        open === null ? [] : [anomalyId(id, measure as Measure, open.found)],
      ),
    ),
  );
  const end = (next - minuteMs) / 1000;
  const unknown = (await store.open()).filter(({ id }) => !known.has(id));
  await store.saveAnomalies(
    unknown.map((one) => {
      const ended = Math.max(end, one.updated);
      return { ...one, ended, updated: ended };
    }),
  );
}

function toState(subject: Subject): StoredState {
  const { tenant, id, until } = subject;
  return { tenant, subject: id, until: until / 1000, state: writeSubject(subject) };
}

function turnOf({ id }: Subject): number {
  return Number.parseInt(id.slice(0, 6), 16) % storeEvery;
}
