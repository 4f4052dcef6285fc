// Transactions put together from their records.
import type { MemoryLog, PlainAttributes } from "../export/read-batch.ts";
import { amountOf, numberOf, ownAttributes, textOf, timeOf } from "./facts-of.ts";
import { createRecentMap } from "./recent-map.ts";

/** A transaction, by its records. */
export interface TransactionView {
  readonly type: string;
  readonly id: string;
  /** `open` while no end has been recorded. */
  readonly outcome: "open" | "completed" | "failed" | "abandoned";
  readonly reason: string | undefined;
  readonly user: string | undefined;
  readonly session: string | undefined;
  readonly amount: number | string | undefined;
  readonly currency: string | undefined;
  /** Of its record that came last, in epoch ms. */
  readonly timeMs: number;
  /** Undefined while it is open. */
  readonly durationMs: number | undefined;
  readonly steps: readonly { readonly step: string; readonly attributes: PlainAttributes }[];
  readonly errorType: string | undefined;
  /** What the application added. */
  readonly attributes: PlainAttributes;
  readonly traceId: string | undefined;
}

/** Transactions by type and id. */
export interface Transactions {
  add(record: MemoryLog): void;
  /** All, those heard of last at the end. */
  all(): TransactionView[];
}

const prefix = "telltale.transaction.";

/** No transactions yet; the `limit` heard of last are kept, each with its last `maxEach` steps. */
export function createTransactions(limit: number, maxEach: number): Transactions {
  const known = createRecentMap<TransactionView>(limit);
  return {
    all: () => known.entries().map(([, one]) => one),
    add(record) {
      if (!record.eventName.startsWith(prefix)) return;
      const type = textOf(record, `${prefix}type`) ?? "";
      const id = textOf(record, `${prefix}id`) ?? "";
      const key = JSON.stringify([type, id]);
      known.set(key, next(known.get(key) ?? begun(type, id), record, maxEach));
    },
  };
}

function begun(type: string, id: string): TransactionView {
  return {
    type,
    id,
    outcome: "open",
    reason: undefined,
    user: undefined,
    session: undefined,
    amount: undefined,
    currency: undefined,
    timeMs: 0,
    durationMs: undefined,
    steps: [],
    errorType: undefined,
    attributes: {},
    traceId: undefined,
  };
}

function next(last: TransactionView, record: MemoryLog, maxSteps: number): TransactionView {
  const ends = record.eventName === `${prefix}ended`;
  // what goes on after an end is another attempt
  const before = last.outcome === "open" || ends ? last : begun(last.type, last.id);
  const step = textOf(record, `${prefix}step`);
  const attributes = ownAttributes(record);
  return {
    ...before,
    user: textOf(record, "user.id") ?? before.user,
    session: textOf(record, "session.id") ?? before.session,
    amount: amountOf(record, `${prefix}amount`) ?? before.amount,
    currency: textOf(record, `${prefix}currency`) ?? before.currency,
    traceId: record.traceId ?? before.traceId,
    timeMs: timeOf(record),
    ...(step === undefined
      ? { attributes: { ...before.attributes, ...attributes } }
      : { steps: [...before.steps, { step, attributes }].slice(-maxSteps) }),
    ...(ends ? endOf(record) : {}),
  };
}

function endOf(record: MemoryLog): Partial<TransactionView> {
  return {
    outcome: (textOf(record, `${prefix}outcome`) ?? "completed") as TransactionView["outcome"],
    reason: textOf(record, `${prefix}reason`),
    durationMs: numberOf(record, `${prefix}duration_ms`),
    errorType: textOf(record, "error.type"),
  };
}
