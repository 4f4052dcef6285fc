// What became of transactions, by the definitions in words, from records one by one.
import type { Period } from "./requests.ts";
import { now } from "../api/harness.ts";
import type { RawRecord } from "./telemetry.ts";

export interface Transaction {
  readonly type: string;
  readonly began: number;
  readonly end: End | undefined;
  readonly money: { readonly currency: string; readonly cents: number } | undefined;
}

/** The first end by time; without one, when the time of the transaction ran out. */
export interface End {
  readonly at: number;
  readonly outcome: string;
  readonly reason: string;
  /** Known where a record ended it. */
  readonly durationMs: number | undefined;
}

export interface TransactionCounts {
  readonly started: number;
  readonly completed: number;
  readonly failed: number;
  readonly abandoned: number;
  readonly open: number;
  readonly completionRate: number | null;
  /** Of completed ones, in hundredths, by currency. */
  readonly cents: Readonly<Record<string, number>>;
  /** How many of them have an amount, by currency. */
  readonly paid: Readonly<Record<string, number>>;
}

const prefix = "telltale.transaction.";

/**
 * The records that figures of a range are made of: those of the range, of the equal one before it, and of a margin on both sides, which is as long
 * as the range, at least an hour and at most a day.
 */
export function recordsOf(records: readonly RawRecord[], { from, to }: Period): readonly RawRecord[] {
  const length = to - from;
  const margin = Math.min(Math.max(length, 3_600_000), 86_400_000);
  return records.filter(({ at }) => at >= from - length - margin && at < to + margin);
}

/** A repeated record counts once, and so does a transaction. Its time has run out when that is before `by`. */
export function readTransactions(records: readonly RawRecord[], by = now): readonly Transaction[] {
  const own = records.filter(({ event }) => event.startsWith(prefix));
  const once = [...new Map(own.map((record) => [record.uid, record])).values()];
  const byId = Map.groupBy(
    once,
    ({ attributes }) => `${attributes[`${prefix}type`]} ${attributes[`${prefix}id`]}`,
  );
  return [...byId.values()].map((all): Transaction => {
    const ordered = all.toSorted((a, b) => a.at - b.at);
    const end = endOf(ordered, by);
    const paid = ordered.findLast(({ attributes }) => `${prefix}amount` in attributes)?.attributes;
    return {
      type: String(ordered[0]!.attributes[`${prefix}type`]),
      began: beginOf(ordered),
      end,
      money:
        paid === undefined
          ? undefined
          : {
              currency: String(paid[`${prefix}currency`]),
              cents: Math.round(Number(paid[`${prefix}amount`]) * 100),
            },
    };
  });
}

export const isEnd = ({ event }: RawRecord): boolean => event === `${prefix}ended`;

/** That of the first record, or an end says how long it took. */
export function beginOf(ordered: readonly RawRecord[]): number {
  const end = ordered.find(isEnd);
  const ofEnd = end === undefined ? Infinity : end.at - Number(end.attributes[`${prefix}duration_ms`] ?? 0);
  return Math.min(ordered[0]!.at, ofEnd);
}

/** Of the records of a transaction, oldest first: how it ended before `by`. */
export function endOf(ordered: readonly RawRecord[], by: number): End | undefined {
  const end = ordered.find(isEnd);
  if (end !== undefined)
    return {
      at: end.at,
      outcome: String(end.attributes[`${prefix}outcome`]),
      reason: String(end.attributes[`${prefix}reason`] ?? ""),
      durationMs: Number(end.attributes[`${prefix}duration_ms`]),
    };
  const allowed = ordered.findLast(({ attributes }) => `${prefix}timeout_ms` in attributes);
  if (allowed === undefined) return undefined;
  const at = beginOf(ordered) + Number(allowed.attributes[`${prefix}timeout_ms`]);
  return at < by ? { at, outcome: "abandoned", reason: "timeout", durationMs: undefined } : undefined;
}

export function countTransactions(
  records: readonly RawRecord[],
  type: string,
  { from, to }: Period,
): TransactionCounts {
  const all = readTransactions(records).filter((one) => one.type === type);
  const isIn = (at: number | undefined): boolean => at !== undefined && at >= from && at < to;
  const ended = all.filter(({ end }) => isIn(end?.at));
  const began = all.filter((one) => isIn(one.began));
  const of = (outcome: string): readonly Transaction[] => ended.filter(({ end }) => end!.outcome === outcome);
  const cents: Record<string, number> = {};
  const paid: Record<string, number> = {};
  for (const { money } of of("completed"))
    if (money !== undefined) {
      cents[money.currency] = (cents[money.currency] ?? 0) + money.cents;
      paid[money.currency] = (paid[money.currency] ?? 0) + 1;
    }
  return {
    started: began.length,
    completed: of("completed").length,
    failed: of("failed").length,
    abandoned: of("abandoned").length,
    open: began.filter(({ end }) => end === undefined).length,
    completionRate: ended.length === 0 ? null : of("completed").length / ended.length,
    cents,
    paid,
  };
}

export function typesOf(records: readonly RawRecord[]): ReadonlySet<string> {
  return new Set(readTransactions(records).map(({ type }) => type));
}
