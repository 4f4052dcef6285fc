// All subjects that are watched: which there are, and what each minute changes. Given the same rows in the same order, the same follows.
import {
  type Change,
  isSeriesState,
  newSeries,
  type SeriesOptions,
  type SeriesState,
  stepSeries,
} from "./series.ts";
import { type Measure, measuresOf, type MinuteRow, subjectId, type SubjectName } from "./subjects.ts";

export interface Subject extends SubjectName {
  readonly id: string;
  /** The last minute that it was stepped by, Unix ms. */
  until: number;
  /** The last minute with a row, Unix ms. */
  seen: number;
  /** Volume a minute, a mean over some hours. */
  traffic: number;
  readonly series: Partial<Record<Measure, SeriesState>>;
}

/** What happened to one series. */
export interface Found extends Change {
  readonly subject: Subject;
  readonly measure: Measure;
  readonly state: SeriesState;
}

export interface MinuteResult {
  readonly found: readonly Found[];
  /** Subjects that are watched from this minute on, and those that are not any more. */
  readonly admitted: readonly Subject[];
  readonly dropped: readonly Subject[];
  /** Series of this minute for which there is no room. */
  readonly leftOut: number;
}

export interface WatchOptions extends SeriesOptions {
  readonly maxSeries: number;
}

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** Without a row for so long, a subject is gone. */
const goneMs = 7 * 24 * hourMs;
const trafficMemory = 360;
/** A subject that is not watched takes the place of one that has so much less traffic. */
const replaceFactor = 4;
const mostReplaced = 50;
/** Subjects between two pauses in which other work goes on. */
const perTurn = 100;

/** Why a minute is not known: nothing was received, which is not made up for, or its data is late. */
export type Unknown = "absent" | "late";

export interface Watch {
  readonly subjects: ReadonlyMap<string, Subject>;
  readonly series: number;
  /** Continues with a subject that was stored. */
  restore(subject: Subject): void;
  /**
   * Steps all subjects through the minute `time` (Unix ms). Subjects that were stepped to it before are left alone, those with late
   * data wait.
   */
  step(
    time: number,
    rows: readonly MinuteRow[],
    unknownOf: (subject: SubjectName, hasRow: boolean) => Unknown | undefined,
    pause: () => Promise<void>,
  ): Promise<MinuteResult>;
}

export function createWatch(options: WatchOptions): Watch {
  const subjects = new Map<string, Subject>();
  let count = 0;

  function add(subject: Subject): void {
    subjects.set(subject.id, subject);
    count += measuresOf[subject.kind].length;
  }

  const hasRoom = ({ kind }: MinuteRow): boolean => count + measuresOf[kind].length <= options.maxSeries;

  /** Makes room at the full hour, and admits what has most traffic. */
  function admit(
    time: number,
    unknown: readonly (readonly [id: string, row: MinuteRow])[],
  ): Omit<MinuteResult, "found"> {
    const waiting = unknown.filter(([, row]) => !hasRoom(row)).map(([, row]) => row);
    const dropped = time % hourMs === 0 ? toReplace([...subjects.values()], time, waiting) : [];
    for (const subject of dropped) if (subjects.delete(subject.id)) count -= measuresOf[subject.kind].length;
    const admitted: Subject[] = [];
    let leftOut = 0;
    for (const [id, row] of unknown) {
      if (!hasRoom(row)) {
        leftOut += measuresOf[row.kind].length;
        continue;
      }
      const subject = newSubject(id, row, options);
      add(subject);
      admitted.push(subject);
    }
    return { admitted, dropped, leftOut };
  }

  return {
    subjects,
    get series() {
      return count;
    },
    restore: add,
    async step(time, rows, unknownOf, pause) {
      const rowOf = new Map(rows.map((row) => [subjectId(row), row]));
      const unknown = [...rowOf]
        .filter(([id]) => !subjects.has(id))
        .toSorted(([a, { volume: ofA }], [b, { volume: ofB }]) => ofB - ofA || (a < b ? -1 : 1));
      const changed = admit(time, unknown);
      const found: Found[] = [];
      let turn = 0;
      for (const subject of subjects.values()) {
        const row = rowOf.get(subject.id);
        if (subject.until >= time) continue;
        if (!enterMinute(subject, time, row, unknownOf(subject, row !== undefined))) continue;
        stepSubject(subject, time, row, options, found);
        if (++turn % perTurn === 0) await pause();
      }
      return { ...changed, found };
    },
  };
}

/** Subjects that are gone, and quiet ones whose place something with much more traffic takes. */
function toReplace(subjects: readonly Subject[], time: number, waiting: readonly MinuteRow[]): Subject[] {
  const before = subjects.filter(({ until }) => until < time);
  const gone = before.filter(({ seen }) => time - seen >= goneMs);
  const quiet = before
    .filter((subject) => !gone.includes(subject) && !isOpen(subject))
    .toSorted((a, b) => a.traffic - b.traffic || (a.id < b.id ? -1 : 1))
    .slice(0, mostReplaced);
  const replaced: Subject[] = [];
  for (const row of waiting) {
    const least = quiet[replaced.length];
    if (least === undefined || row.volume < replaceFactor * Math.max(least.traffic, 1)) break;
    replaced.push(least);
  }
  return [...gone, ...replaced];
}

function newSubject(id: string, row: MinuteRow, options: SeriesOptions): Subject {
  const { tenant, kind, service, environment, name, time, volume } = row;
  return {
    tenant,
    kind,
    service,
    environment,
    name,
    id,
    until: time - minuteMs,
    seen: time,
    traffic: volume,
    series: Object.fromEntries(measuresOf[kind].map((measure) => [measure, newSeries(measure, options)])),
  };
}

/** Whether the subject is stepped through the minute. With late data it stays before it. */
function enterMinute(
  subject: Subject,
  time: number,
  row: MinuteRow | undefined,
  unknown: Unknown | undefined,
): boolean {
  if (row !== undefined) subject.seen = Math.max(subject.seen, time);
  if (unknown !== "late") subject.until = time;
  return unknown === undefined;
}

function stepSubject(
  subject: Subject,
  time: number,
  row: MinuteRow | undefined,
  options: SeriesOptions,
  found: Found[],
): void {
  subject.traffic += ((row?.volume ?? 0) - subject.traffic) / trafficMemory;
  for (const [name, state] of Object.entries(subject.series)) {
    const measure = name as Measure;
    const change = stepSeries(state, measure, time, row, options);
    if (change !== undefined) found.push({ ...change, subject, measure, state });
  }
}

function isOpen({ series }: Subject): boolean {
  return Object.values(series).some(({ open }) => open !== null);
}

/** A subject as text, to be stored. */
export function writeSubject(subject: Subject): string {
  return JSON.stringify(subject);
}

/** The subject of a stored text; `undefined` where this version cannot continue it. */
export function readSubject(text: string): Subject | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (typeof value !== "object" || value === null) return undefined;
  const subject = value as Subject;
  const measures = measuresOf[subject.kind] ?? [];
  const isWhole =
    measures.length > 0 &&
    typeof subject.until === "number" &&
    typeof subject.series === "object" &&
    measures.every((measure) => isSeriesState(measure, subject.series?.[measure]));
  return isWhole ? subject : undefined;
}
