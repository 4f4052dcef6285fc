// What one user did, by the definitions in words, from records one by one.
import { once, personsOf } from "./persons.ts";
import { readTransactions, type Transaction } from "./transactions.ts";
import type { RawRecord } from "./telemetry.ts";

export interface Timeline {
  /** Oldest first. */
  readonly records: readonly RawRecord[];
  readonly sessions: ReadonlySet<string>;
  readonly traces: ReadonlySet<string>;
}

/** Their own records, and those without a user of sessions that are theirs. A record without a session is not one. */
export function timelineOf(records: readonly RawRecord[], user: string): Timeline {
  const personOf = personsOf(records);
  const own = once(records)
    .filter((record) => personOf(record) === `user ${user}`)
    .toSorted((a, b) => a.at - b.at);
  return {
    records: own,
    sessions: new Set(own.map(({ session }) => session).filter((session) => session !== "")),
    traces: new Set(own.flatMap(({ trace }) => trace ?? [])),
  };
}

/** Sessions, and runs of records without one that are less than half an hour apart. */
export function visitCount({ records, sessions }: Timeline): number {
  const alone = records.filter(({ session }) => session === "").map(({ at }) => at);
  return (
    sessions.size + alone.filter((at, index) => index === 0 || at - alone[index - 1]! >= 30 * 60_000).length
  );
}

/** Those in which the person has a record, with all of their records. */
export function transactionsOf(
  all: readonly RawRecord[],
  { records }: Timeline,
): Readonly<Record<string, TransactionsOfType>> {
  const idOf = ({ attributes }: RawRecord): string =>
    `${attributes["telltale.transaction.type"]} ${attributes["telltale.transaction.id"]}`;
  const isOne = ({ event }: RawRecord): boolean => event.startsWith("telltale.transaction.");
  const ids = new Set(records.filter(isOne).map(idOf));
  const theirs = readTransactions(all.filter((record) => isOne(record) && ids.has(idOf(record))));
  return Object.fromEntries(
    [...Map.groupBy(theirs, ({ type }) => type)].map(([type, own]) => [
      type,
      {
        completed: own.filter((one) => outcomeOf(one) === "completed").length,
        failed: own.filter((one) => outcomeOf(one) === "failed").length,
        abandoned: own.filter((one) => outcomeOf(one) === "abandoned").length,
        open: own.filter((one) => outcomeOf(one) === "open").length,
        amounts: centsOf(own.filter((one) => outcomeOf(one) === "completed")),
        lost: centsOf(own.filter((one) => ["failed", "abandoned"].includes(outcomeOf(one)))),
      },
    ]),
  );
}

export interface TransactionsOfType {
  readonly completed: number;
  readonly failed: number;
  readonly abandoned: number;
  readonly open: number;
  /** In hundredths, by currency. */
  readonly amounts: Readonly<Record<string, number>>;
  readonly lost: Readonly<Record<string, number>>;
}

function outcomeOf({ end }: Transaction): string {
  return end?.outcome ?? "open";
}

function centsOf(transactions: readonly Transaction[]): Readonly<Record<string, number>> {
  const cents: Record<string, number> = {};
  for (const { money } of transactions)
    if (money !== undefined) cents[money.currency] = (cents[money.currency] ?? 0) + money.cents;
  return cents;
}
