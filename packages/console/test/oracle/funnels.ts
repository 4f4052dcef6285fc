// How far people came, and why they left, by the definitions in words, from records one by one.
import { walksOf } from "./attempts.ts";
import { once, personsOf } from "./persons.ts";
import { between, type Period } from "./requests.ts";
import type { RawRecord } from "./telemetry.ts";
import { stepOf } from "./visits.ts";

const prefix = "telltale.journey.";

export interface Found {
  readonly record: RawRecord;
  readonly person: string;
}

export function ofJourney(
  records: readonly RawRecord[],
  event: string,
  name: string,
  period: Period,
): readonly Found[] {
  const personOf = personsOf(records);
  return between(once(records), period).flatMap((record) => {
    const person = personOf(record);
    return record.event === prefix + event &&
      record.attributes[`${prefix}name`] === name &&
      person !== undefined
      ? [{ record, person }]
      : [];
  });
}

/** People who took the first 1, 2, … steps, each after the one before it. The range is shorter than any window. */
export function peopleAtSteps(
  records: readonly RawRecord[],
  name: string,
  steps: readonly string[],
  period: Period,
): readonly number[] {
  const place = ({ record }: Found): number => steps.indexOf(String(record.attributes[`${prefix}step`]));
  const reached = new Map<string, number>();
  const ordered = ofJourney(records, "step", name, period).toSorted(
    (a, b) => a.record.at - b.record.at || place(a) - place(b),
  );
  for (const found of ordered) {
    const level = reached.get(found.person) ?? 0;
    if (place(found) === level) reached.set(found.person, level + 1);
  }
  return steps.map((_, at) => [...reached.values()].filter((level) => level > at).length);
}

/** Distinct people whose ways were abandoned. */
export function peopleWhoAbandoned(records: readonly RawRecord[], name: string, period: Period): number {
  return new Set(ofJourney(records, "abandoned", name, period).map(({ person }) => person)).size;
}

/**
 * People who dropped, by the step at which they did and the reason of their last abandonment since they took it for the last time; without
 * a reason where they gave none since then.
 */
export function droppedByReason(
  records: readonly RawRecord[],
  name: string,
  steps: readonly string[],
  period: Period & { readonly windowMs: number },
): ReadonlyMap<string, number> {
  const given = Map.groupBy(ofJourney(records, "abandoned", name, period), ({ person }) => person);
  const counts = new Map<string, number>();
  for (const { person, level, records: own } of walksOf(records, name, steps, period)) {
    if (level === steps.length) continue;
    const step = steps[level - 1]!;
    const since = own.findLast((record) => stepOf(record) === step)!.at;
    const [last] = (given.get(person) ?? [])
      .map(({ record }) => record)
      .filter(({ at }) => at >= since)
      .toSorted((a, b) => b.at - a.at);
    const key = `${step}: ${last === undefined ? "" : last.attributes[`${prefix}reason`]}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}
