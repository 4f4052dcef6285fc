// How people took the steps of a funnel within its window, by the definitions in words, from records one by one.
import type { FunnelResult } from "contract";
import { now } from "../api/harness.ts";
import { stepOf, stepsByPerson } from "./visits.ts";
import type { Period } from "./requests.ts";
import type { RawRecord } from "./telemetry.ts";

export interface FunnelWalk {
  readonly person: string;
  /** In time order. */
  readonly records: readonly RawRecord[];
  /** How many of the steps they took in their order, within the window from the first one. */
  readonly level: number;
  /** They took not all steps, and may still: the window since one of their first steps is not over now. */
  readonly isOpen: boolean;
  /** Of those who took all: from the first step to the last, of the latest way that did. */
  readonly ms: number | undefined;
}

/** Each person who took the first step. */
export function walksOf(
  records: readonly RawRecord[],
  name: string,
  steps: readonly string[],
  { windowMs, ...period }: Period & { readonly windowMs: number },
): readonly FunnelWalk[] {
  return [...stepsByPerson(records, name, period)]
    .map(([person, own]): FunnelWalk => {
      const starts = timesOf(own, steps[0]!);
      const levels = starts.map(
        (start) =>
          steps.filter((_, at) => arrival(own, steps.slice(0, at + 1), start) - start <= windowMs).length,
      );
      const level = Math.max(0, ...levels);
      return {
        person,
        records: own,
        level,
        isOpen: level < steps.length && starts.some((start) => now - start <= windowMs),
        ms: timeToConvert(own, steps, windowMs),
      };
    })
    .filter(({ level }) => level > 0);
}

const timesOf = (records: readonly RawRecord[], step: string): number[] =>
  records.filter((record) => stepOf(record) === step).map(({ at }) => at);

/** When a person who began at `start` can have taken all of `steps` at the earliest. */
function arrival(records: readonly RawRecord[], steps: readonly string[], start: number): number {
  return steps
    .slice(1)
    .reduce((at, step) => Math.min(...timesOf(records, step).filter((next) => next > at)), start);
}

function timeToConvert(
  records: readonly RawRecord[],
  steps: readonly string[],
  windowMs: number,
): number | undefined {
  for (const end of timesOf(records, steps.at(-1)!).toReversed())
    for (const start of timesOf(records, steps[0]!).toReversed())
      if (start < end && end - start <= windowMs && arrival(records, steps.slice(0, -1), start) < end)
        return end - start;
  return undefined;
}

const minute = 60_000;
const day = 1440 * minute;
const windows = [5, 10, 15, 30, 60, 120, 180, 360, 720, 1440].map((minutes) => minutes * minute);

/**
 * The window of a request that names none: the shortest of these in which 99 of 100 people took all steps, of those who took them in the last
 * week; a day where fewer than 20 did.
 */
export function usualWindowOf(
  records: readonly RawRecord[],
  name: string,
  steps: readonly string[],
): FunnelResult["funnel"]["window"] {
  const times = walksOf(records, name, steps, { from: now - 7 * day, to: now, windowMs: day })
    .flatMap(({ ms }) => ms ?? [])
    .toSorted((a, b) => a - b);
  if (times.length < 20) return { ms: day, of: "default" };
  const most = times[Math.ceil(times.length * 0.99) - 1]!;
  return { ms: windows.find((ms) => ms >= most) ?? day, of: "times" };
}

/** People at each step. */
export function peopleAt(walks: readonly FunnelWalk[], steps: readonly string[]): readonly number[] {
  return steps.map((_, at) => walks.filter(({ level }) => level > at).length);
}

/** Of the people who came to each step and not to the next one, those who are still open. */
export function openAt(walks: readonly FunnelWalk[], steps: readonly string[]): readonly number[] {
  return steps.map((_, at) => walks.filter(({ level, isOpen }) => isOpen && level === at + 1).length);
}

/** By the attribute that the latest first step of each person has; `null` without it. */
export function walksByValue(
  walks: readonly FunnelWalk[],
  firstStep: string,
  key: string,
): ReadonlyMap<string | null, readonly FunnelWalk[]> {
  return Map.groupBy(walks, ({ records }) => {
    const value = records.findLast((record) => stepOf(record) === firstStep)!.attributes[key];
    return value === undefined ? null : String(value);
  });
}
