// How far people came, and why they left, by the definitions in words, from records one by one.
import { walksOf } from "./attempts.ts";
import { once, personsOf } from "./persons.ts";
import { between, type Period } from "./requests.ts";
import type { RawError, RawRecord } from "./telemetry.ts";
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
 * People who dropped, by the step at which they did and the reason of their last failure, abandonment or error since they took it for the
 * last time; by no reason when there was nothing of the kind. People who are still open did not drop.
 */
export function droppedByReason(
  records: readonly RawRecord[],
  errors: readonly RawError[],
  name: string,
  steps: readonly string[],
  period: Period & { readonly windowMs: number },
): ReadonlyMap<string, number> {
  const ended = Map.groupBy(
    [...endsOf(records, name, period), ...errorsOf(records, errors, name, period)],
    ({ person }) => person,
  );
  const counts = new Map<string, number>();
  for (const { person, level, isOpen, records: own } of walksOf(records, name, steps, period)) {
    if (level === steps.length || isOpen) continue;
    const step = steps[level - 1]!;
    const since = own.findLast((record) => stepOf(record) === step)!.at;
    const [last] = (ended.get(person) ?? []).filter(({ at }) => at >= since).toSorted((a, b) => b.at - a.at);
    const key = `${step}: ${last?.reason ?? ""}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

interface Ended {
  readonly person: string;
  readonly at: number;
  readonly reason: string;
}

/** Abandonments of the funnel, and transactions that failed or were abandoned. */
function endsOf(records: readonly RawRecord[], name: string, period: Period): readonly Ended[] {
  const transaction = "telltale.transaction.";
  const personOf = personsOf(records);
  const lost = between(once(records), period).filter(
    ({ event, attributes }) =>
      event === `${transaction}ended` &&
      ["failed", "abandoned"].includes(String(attributes[`${transaction}outcome`])),
  );
  return [
    ...ofJourney(records, "abandoned", name, period).map(({ record, person }) => ({
      person,
      at: record.at,
      reason: String(record.attributes[`${prefix}reason`] ?? ""),
    })),
    ...lost.flatMap((record) => {
      const reason = String(record.attributes[`${transaction}reason`] ?? "");
      return withPerson(personOf(record), { at: record.at, reason });
    }),
  ];
}

/** An error is of the person that it names; one that names none is of those who took a step in its trace. */
function errorsOf(
  records: readonly RawRecord[],
  errors: readonly RawError[],
  name: string,
  period: Period,
): readonly Ended[] {
  const personOf = personsOf(records);
  const steps = ofJourney(records, "step", name, period);
  return between(errors, period).flatMap((error) => {
    const { at, type: reason, user, session } = error;
    if (user !== "" || session !== "")
      return withPerson(personOf({ ...records[0]!, user, session }), { at, reason });
    const people = steps.filter(({ record }) => record.trace !== undefined && record.trace === error.trace);
    return [...new Set(people.map(({ person }) => person))].map((person) => ({ person, at, reason }));
  });
}

const withPerson = (person: string | undefined, ended: Omit<Ended, "person">): readonly Ended[] =>
  person === undefined ? [] : [{ ...ended, person }];
