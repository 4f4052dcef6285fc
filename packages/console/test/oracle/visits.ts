// Which ways people took through a journey, by the definitions in words, from records one by one.
import { once, personsOf } from "./persons.ts";
import { between, type Period } from "./requests.ts";
import type { RawRecord, RawSpan } from "./telemetry.ts";

const prefix = "telltale.journey.";
const gapMs = 30 * 60_000;

interface Taken {
  readonly step: string;
  readonly at: number;
  /** It, and its repeats in a row. */
  readonly times: readonly { readonly at: number; readonly trace?: string }[];
}

export interface Visit {
  readonly person: string;
  /** A step that was repeated in a row is one, from its first time on. */
  readonly steps: readonly Taken[];
  /** The time of the last step, repeated or not. */
  readonly lastAt: number;
}

const isStep = ({ event }: RawRecord): boolean => event === `${prefix}step`;
const journeyOf = ({ attributes }: RawRecord): string => String(attributes[`${prefix}name`]);
export const stepOf = ({ attributes }: RawRecord): string => String(attributes[`${prefix}step`]);

/** All steps of a journey, also those of records that name no person. */
export function stepsTaken(
  records: readonly RawRecord[],
  name: string,
  period: Period,
): readonly RawRecord[] {
  return between(once(records), period).filter((record) => isStep(record) && journeyOf(record) === name);
}

/** Steps by person, in time order. */
export function stepsByPerson(
  records: readonly RawRecord[],
  name: string,
  period: Period,
): ReadonlyMap<string, readonly RawRecord[]> {
  const personOf = personsOf(records);
  const ordered = stepsTaken(records, name, period).toSorted((a, b) => a.at - b.at);
  const all = Map.groupBy(ordered, (record) => personOf(record) ?? "");
  all.delete("");
  return all;
}

/** A visit: the steps of one person with less than half an hour between them. */
export function visitsOf(records: readonly RawRecord[], name: string, period: Period): readonly Visit[] {
  return [...stepsByPerson(records, name, period)].flatMap(([person, steps]) => {
    const visits: RawRecord[][] = [];
    for (const step of steps) {
      const last = visits.at(-1)?.at(-1);
      if (last === undefined || step.at - last.at >= gapMs) visits.push([step]);
      else visits.at(-1)!.push(step);
    }
    return visits.map((visit): Visit => ({
      person,
      steps: runsOf(visit).map((times) => ({ step: stepOf(times[0]!), at: times[0]!.at, times })),
      lastAt: visit.at(-1)!.at,
    }));
  });
}

/** Records of the same step in a row. */
function runsOf(visit: readonly RawRecord[]): readonly RawRecord[][] {
  const runs: RawRecord[][] = [];
  for (const record of visit) {
    const last = runs.at(-1);
    if (last !== undefined && stepOf(last[0]!) === stepOf(record)) last.push(record);
    else runs.push([record]);
  }
  return runs;
}

/** The traces around a period in which a span failed. */
export function failingTraces(spans: readonly RawSpan[], { from, to }: Period): ReadonlySet<string> {
  const hour = 3_600_000;
  return new Set(
    spans.filter(({ failed, at }) => failed && at >= from - hour && at < to + hour).map(({ trace }) => trace),
  );
}

/** Whether something failed in the trace of a step, or of one of its repeats in a row up to `until`. */
export const hasFailed = ({ times }: Taken, failing: ReadonlySet<string>, until = Infinity): boolean =>
  times.some(({ at, trace }) => at <= until && trace !== undefined && failing.has(trace));

export interface TakenCounts {
  readonly people: number;
  /** Records, also of a step that was taken again at once. */
  readonly visits: number;
  /** People who took it more than once. */
  readonly repeated: number;
}

export function takenCounts(
  byPerson: ReadonlyMap<string, readonly RawRecord[]>,
): ReadonlyMap<string, TakenCounts> {
  const all = [...byPerson].flatMap(([person, records]) =>
    records.map((record) => ({ person, step: stepOf(record) })),
  );
  return new Map(
    [...Map.groupBy(all, ({ step }) => step)].map(([step, taken]) => {
      const times = [...Map.groupBy(taken, ({ person }) => person).values()].map(({ length }) => length);
      return [
        step,
        { people: times.length, visits: taken.length, repeated: times.filter((count) => count > 1).length },
      ];
    }),
  );
}
