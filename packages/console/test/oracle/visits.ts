// Which ways people took through a journey, by the definitions in words, from records one by one.
import { percentileOf } from "./figures.ts";
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

export interface StepCounts {
  readonly people: number;
  /** How often a visit came to it. */
  readonly visits: number;
  readonly left: number;
  readonly ended: number;
  readonly open: number;
  /** People for whom something failed. */
  readonly errors: number;
}

/** What became of visits at each step: they went on, ended well at the goal, may still go on when the range ends, or left. */
export function stepCounts(
  visits: readonly Visit[],
  goal: string,
  to: number,
  failing: ReadonlySet<string>,
): Map<string, StepCounts> {
  const steps = new Set(visits.flatMap((visit) => visit.steps.map(({ step }) => step)));
  return new Map(
    [...steps].map((step) => {
      const through = visits.filter((visit) => visit.steps.some((one) => one.step === step));
      const last = through.filter((visit) => visit.steps.at(-1)!.step === step);
      const isOpen = ({ lastAt }: Visit): boolean => lastAt + gapMs > to;
      return [
        step,
        {
          people: new Set(through.map(({ person }) => person)).size,
          visits: through.flatMap((visit) => visit.steps.filter((one) => one.step === step)).length,
          ended: step === goal ? last.length : 0,
          open: step === goal ? 0 : last.filter(isOpen).length,
          left: step === goal ? 0 : last.filter((visit) => !isOpen(visit)).length,
          errors: new Set(
            through
              .filter(({ steps: own }) => own.some((one) => one.step === step && hasFailed(one, failing)))
              .map(({ person }) => person),
          ).size,
        },
      ];
    }),
  );
}

export interface HopCounts {
  readonly visits: number;
  /** Between coming to the one step and to the other. */
  readonly medianMs: number;
  /** How often something failed at the second step. */
  readonly errors: number;
}

/** How often visits went from one step to the next, by `from → to`. */
export function hopCounts(visits: readonly Visit[], failing: ReadonlySet<string>): Map<string, HopCounts> {
  const hops = visits.flatMap(({ steps }) =>
    steps.slice(1).map((to, at) => ({
      way: `${steps[at]!.step} → ${to.step}`,
      ms: to.at - steps[at]!.at,
      failed: hasFailed(to, failing),
    })),
  );
  return new Map(
    [...Map.groupBy(hops, ({ way }) => way)].map(([way, all]) => [
      way,
      {
        visits: all.length,
        medianMs: percentileOf(
          all.map(({ ms }) => ms),
          0.5,
        )!,
        errors: all.filter(({ failed }) => failed).length,
      },
    ]),
  );
}

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
