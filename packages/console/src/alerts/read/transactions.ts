// Transactions that ended, by type.
import { durationMs } from "catalog/duration";
import type { Sample, Source } from "alerts/readings";
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
    numbersOf,
    isAdditive: ({ measure }) => !shares.includes(measure),
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
    hasPercentiles: sources.some(({ measure }) => shares.includes(measure)),
  });
  return limits.length === 0 ? rows : rows.map((row) => ({ ...row, limits }));
}

function numbersOf(source: TransactionSource, row: TransactionRow): readonly number[] {
  const count = Number(row.entries);
  switch (source.measure) {
    case "count":
      return [count];
    case "completion":
      return [count, Number(row.completed)];
    case "failure":
      return [count, Number(row.failed)];
    case "within":
      return [count, Number(row.within![row.limits!.indexOf(durationMs(source.limit!))])];
    case "amount":
      return [count, ...wholeAndRest(row.amounts)];
    default:
      return [Number(row.timed), row.percentiles![shares.indexOf(source.measure)] ?? 0];
  }
}

/** A decimal as a whole number and billionths, whose sums are exact. */
function wholeAndRest(decimal: string): readonly [number, number] {
  const [whole = "0", rest = ""] = decimal.split(".");
  const billionths = Number(rest.padEnd(9, "0"));
  return [Number(whole), whole.startsWith("-") ? -billionths : billionths];
}

function sampleOf(
  { measure }: TransactionSource,
  [count = 0, other = 0, rest = 0]: readonly number[],
): Sample {
  if (measure === "count") return { value: count, count };
  if (measure === "amount") return { value: Number(`${BigInt(other) * 1_000_000_000n + BigInt(rest)}e-9`) };
  return shares.includes(measure) ? { value: other / 1000 } : share(other, count);
}
