// Whom conditions on people choose, by the definitions in words, from records one by one.
import { once, personsOf } from "./persons.ts";
import { between, type Period } from "./requests.ts";
import { boughtIn } from "./single-transactions.ts";
import type { RawError, RawRecord, RawSpan } from "./telemetry.ts";
import { isEnd, recordsOf } from "./transactions.ts";

/** What is known of a person in a period. */
export interface Facts {
  readonly records: readonly RawRecord[];
  /** Of transactions that are over, by an end or because their time ran out. */
  readonly ends: readonly { readonly type: string; readonly outcome: string; readonly reason: string }[];
  readonly hasError: boolean;
  /** The duration of each span in the traces of the records. */
  readonly spanMs: readonly number[];
}

interface Stored {
  readonly records: readonly RawRecord[];
  readonly errors: readonly RawError[];
  readonly spans: readonly RawSpan[];
}

const hour = 3_600_000;

/** By person. */
export function factsOfPeople(
  { records, errors, spans }: Stored,
  period: Period,
  inScope: (one: Pick<RawRecord | RawError, "environment">) => boolean,
): ReadonlyMap<string, Facts> {
  const personOf = personsOf(records);
  const within = between(once(records), period).filter(inScope);
  const byPerson = Map.groupBy(within, (record) => personOf(record) ?? "");
  const ends = endsByPerson(records.filter(inScope), period, personOf);
  const failing = between(errors, period).filter(inScope);
  const named = failing.filter(({ user, session }) => user !== "" || session !== "");
  const withError = new Set(named.map(({ user, session }) => personOf({ ...records[0]!, user, session })));
  const traces = new Set(failing.filter((error) => !named.includes(error)).map(({ trace }) => trace));
  const around = spans.filter(({ at }) => at >= period.from - hour && at < period.to + hour);
  const spansOf = Map.groupBy(around, ({ trace }) => trace);
  const people = new Set([...byPerson.keys(), ...ends.keys(), ...withError]);
  return new Map(
    [...people].flatMap((person) => {
      if (person === undefined || person === "") return [];
      const own = byPerson.get(person) ?? [];
      const isTraced = own.some(
        ({ event, trace }) => event === "telltale.journey.step" && trace !== undefined && traces.has(trace),
      );
      const facts: Facts = {
        records: own,
        ends: ends.get(person) ?? [],
        hasError: withError.has(person) || isTraced,
        spanMs: own.flatMap(({ trace }) =>
          trace === undefined ? [] : (spansOf.get(trace) ?? []).map(({ durationMs }) => durationMs),
        ),
      };
      return [[person, facts] as const];
    }),
  );
}

/** Of the transactions that are over, and began or ended in the period. One is of whom its first end names, else its latest record. */
function endsByPerson(
  records: readonly RawRecord[],
  period: Period,
  personOf: (record: RawRecord) => string | undefined,
): ReadonlyMap<string, Facts["ends"]> {
  const isIn = (at: number): boolean => at >= period.from && at < period.to;
  const ends = boughtIn(recordsOf(records, period)).flatMap(({ records: own, user, ...one }) => {
    if (one.ended === undefined || !(isIn(one.began) || isIn(one.ended))) return [];
    const byWeight = [...own.filter(isEnd), ...own.toReversed()];
    const session = byWeight.find((record) => record.session !== "")?.session ?? "";
    return [{ ...one, person: personOf({ ...own[0]!, user, session }) ?? "" }];
  });
  return Map.groupBy(ends, ({ person }) => person);
}

export const did =
  (name: string) =>
  ({ records, ends }: Facts): boolean =>
    records.some(
      ({ event, attributes }) =>
        (event === "telltale.journey.step" && attributes["telltale.journey.step"] === name) ||
        (event === "telltale.interaction.ended" && attributes["telltale.interaction.type"] === name),
    ) || ends.some(({ type, outcome }) => type === name && outcome === "completed");

export const holds =
  (meets: (attributes: RawRecord["attributes"], record: RawRecord) => boolean) =>
  ({ records }: Facts): boolean =>
    records.some((record) => meets(record.attributes, record));

export const ended =
  (outcome: string, reason?: string) =>
  ({ ends }: Facts): boolean =>
    ends.some((end) => end.outcome === outcome && (reason === undefined || end.reason === reason));
