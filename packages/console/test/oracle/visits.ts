// Which ways people took through a journey, by the definitions in words, from records one by one.
import { percentileOf } from "./figures.ts";
import { once, personsOf } from "./persons.ts";
import { between, type Period } from "./requests.ts";
import type { RawRecord } from "./telemetry.ts";

const prefix = "telltale.journey.";
const gapMs = 30 * 60_000;

interface Taken {
  readonly step: string;
  readonly at: number;
  readonly trace: string | undefined;
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
      steps: visit
        .filter((record, at) => at === 0 || stepOf(record) !== stepOf(visit[at - 1]!))
        .map((record) => ({ step: stepOf(record), at: record.at, trace: record.trace })),
      lastAt: visit.at(-1)!.at,
    }));
  });
}

export interface StepCounts {
  readonly people: number;
  /** How often a visit came to it. */
  readonly visits: number;
  readonly left: number;
  readonly ended: number;
  readonly open: number;
}

/** What became of visits at each step: they went on, ended well at the goal, may still go on when the range ends, or left. */
export function stepCounts(visits: readonly Visit[], goal: string, to: number): Map<string, StepCounts> {
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
        },
      ];
    }),
  );
}

export interface HopCounts {
  readonly visits: number;
  /** Between coming to the one step and to the other. */
  readonly medianMs: number;
}

/** How often visits went from one step to the next, by `from → to`. */
export function hopCounts(visits: readonly Visit[]): Map<string, HopCounts> {
  const hops = visits.flatMap(({ steps }) =>
    steps.slice(1).map((to, at) => ({
      way: `${steps[at]!.step} → ${to.step}`,
      ms: to.at - steps[at]!.at,
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
