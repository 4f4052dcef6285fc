// Transactions that ended, by type.
import { durationMs, type Sample, type Source } from "alerts/readings";
import type { Ask } from "./ask.ts";
import { type CellRow, cellParams, type Family, type Kind, type Span, spanParams } from "./family.ts";
import { share, shares } from "./red.ts";

export type TransactionSource = Extract<Source, { transaction: string }>;

interface TransactionRow extends CellRow {
  readonly type: string;
  readonly entries: string;
  readonly completed: string;
  readonly failed: string;
  /** Completed ones with a duration. */
  readonly timed: string;
  /** A decimal. */
  readonly amounts: string;
  readonly within?: readonly string[];
  /** ms. */
  readonly percentiles?: readonly number[];
  /** Limits in ms, by which `within` is found. */
  readonly limits?: readonly number[];
}

export function transactionKind(ask: Ask): Kind<TransactionSource, TransactionRow> {
  return {
    share: ({ source }) => (shares.includes(source.measure) ? "percentiles" : "counts"),
    ask: (family, span) => askTransactions(ask, family, span),
    keyOfRow: ({ type }) => type,
    keyOf: ({ transaction }) => transaction,
    sampleOf,
  };
}

async function askTransactions(
  ask: Ask,
  family: Family<TransactionSource>,
  span: Span,
): Promise<readonly TransactionRow[]> {
  const sources = family.inputs.map(({ source }) => source);
  const limits = [
    ...new Set(sources.flatMap((one) => (one.measure === "within" ? [durationMs(one.limit!)] : []))),
  ];
  const rows = await ask<TransactionRow>("alert-transactions", {
    names: [...new Set(sources.map(({ transaction }) => transaction))],
    ...cellParams(family),
    ...spanParams(span),
    limits: limits.length === 0 ? undefined : limits,
    weight: sources.some(({ measure }) => shares.includes(measure)) ? 1 : undefined,
  });
  return limits.length === 0 ? rows : rows.map((row) => ({ ...row, limits }));
}

function sampleOf(source: TransactionSource, row: TransactionRow): Sample | undefined {
  const count = Number(row.entries);
  if (count === 0) return undefined;
  switch (source.measure) {
    case "count":
      return { value: count, count };
    case "completion":
      return share(Number(row.completed), count);
    case "failure":
      return share(Number(row.failed), count);
    case "within":
      return share(Number(row.within![row.limits!.indexOf(durationMs(source.limit!))]), count);
    case "amount":
      return { value: Number(row.amounts) };
    default:
      return Number(row.timed) === 0
        ? undefined
        : { value: row.percentiles![shares.indexOf(source.measure)]! / 1000 };
  }
}
