// How far people came, and why they left, by the definitions in words, from records one by one.
import { once, personsOf } from "./persons.ts";
import { between, type Period } from "./requests.ts";
import type { RawRecord } from "./telemetry.ts";

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

/** People by the last reason for which they abandoned a journey. */
export function peopleByReason(
  records: readonly RawRecord[],
  name: string,
  period: Period,
): ReadonlyMap<string, number> {
  const last = new Map<string, string>();
  const ordered = ofJourney(records, "abandoned", name, period).toSorted((a, b) => a.record.at - b.record.at);
  for (const { record, person } of ordered)
    last.set(person, `${record.attributes[`${prefix}step`]}: ${record.attributes[`${prefix}reason`]}`);
  const counts = new Map<string, number>();
  for (const reason of last.values()) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  return counts;
}
