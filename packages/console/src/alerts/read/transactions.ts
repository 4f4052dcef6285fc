// Transactions that ended, by type.
import { namesCurrency } from "alerts/currency";
import { durationMs } from "catalog/duration";
import { isPercentile, percentiles, type Percentile } from "catalog/percentile";
import type { Sample, SourceOf } from "alerts/readings";
import { toTransactionTimes } from "../../api/transactions/transaction-params.ts";
import type { QueryParams } from "../../store/query/query.ts";
import type { Ask } from "./ask.ts";
import {
  type CellRow,
  cellParams,
  type Family,
  type InputOf,
  type Kind,
  type Span,
  spanParams,
  toSqlTime,
} from "./family.ts";
import { classShift, classWindows, familyOf, openSums, spanOf } from "./open-windows.ts";
import { share } from "./red.ts";
import { familyReading, type RangeAsk, type SourceWindows } from "./source-reading.ts";
import type { ClassRow, Steps } from "./windows.ts";

type TransactionSource = SourceOf<"transaction">;

interface TransactionRow extends CellRow {
  readonly type: string;
  readonly entries: string;
  readonly completed: string;
  readonly failed: string;
  /** Completed ones with a duration. */
  readonly timed: string;
  /** A decimal; where amounts are read. */
  readonly amounts?: string;
  readonly within?: readonly string[];
  /** ms. */
  readonly percentiles?: readonly number[];
  /** Limits in ms, by which `within` is found. */
  readonly limits?: readonly number[];
}

export const transactionReading = familyReading(
  ({ ask }) => transactionKind(ask),
  async (input, steps, asked) =>
    isPercentile(input.source.measure)
      ? transactionClasses(input, steps, asked)
      : openSums(transactionKind(asked.ask), input, steps),
);

function transactionKind(ask: Ask): Kind<TransactionSource, TransactionRow> {
  return {
    share: ({ source }) => (isPercentile(source.measure) ? "percentiles" : "counts"),
    ask: (family, span) => askTransactions(ask, family, span),
    keyOfRow: ({ type }) => type,
    keyOf: ({ transaction }) => transaction,
    numbersOf,
    isAdditive: ({ measure }) => !isPercentile(measure),
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
  const names = new Set(sources.map(({ transaction }) => transaction));
  // ends may not name the currency: it is the one of the latest amount
  const hasAmounts = sources.some(({ measure }) => measure === "amount") || namesCurrency(family);
  const rows = await ask<TransactionRow>("alert-transactions", {
    names: [...names],
    ...cellParams(family),
    ...readingParams(family, span, hasAmounts),
    ...rangeParams(span),
    ...toTimeoutParams(await readTimeouts(ask, [...names])),
    limits: limits.length === 0 ? undefined : limits,
    hasPercentiles: sources.some(({ measure }) => isPercentile(measure)),
  });
  return limits.length === 0 ? rows : rows.map((row) => ({ ...row, limits }));
}

/** The first end of a transaction is looked for as far back as on the pages. */
function rangeParams(span: Span): QueryParams {
  const [fromNs, toNs] = [span.from, span.to].map((ms) => BigInt(ms) * 1_000_000n);
  const { sinceNs } = toTransactionTimes({ fromNs: fromNs!, toNs: toNs! });
  return { ...spanParams(span), since: toSqlTime(Number(sinceNs / 1_000_000n)) };
}

/** Up to here the records of a range are fewer than what choosing among them costs. */
const shortMs = 3_600_000;

/** What is read of transactions, and whether those of the range are chosen first. */
function readingParams(
  { groupBy, where }: Pick<Family<TransactionSource>, "groupBy" | "where">,
  { from, to }: Span,
  hasAmounts: boolean,
): QueryParams {
  const cellKeys = [...new Set([...groupBy, ...where.map(([key]) => key)])];
  const hasCells = cellKeys.length > 0;
  return {
    hasAmounts,
    withoutAmounts: !hasAmounts,
    hasCells,
    cellKeys: hasCells ? cellKeys : undefined,
    isChosenFirst: hasCells || to - from > shortMs,
  };
}

interface TimeoutRow {
  readonly type: string;
  /** ms. */
  readonly timeout: number;
}

/** Of each round, by the names of types. */
const timeoutsOf = new WeakMap<Ask, Map<string, Promise<readonly TimeoutRow[]>>>();

/** The timeouts that types declare, asked once a round for all readings of the same types. */
function readTimeouts(ask: Ask, names: readonly string[]): Promise<readonly TimeoutRow[]> {
  const round = timeoutsOf.get(ask) ?? new Map<string, Promise<readonly TimeoutRow[]>>();
  timeoutsOf.set(ask, round);
  const key = JSON.stringify(names.toSorted());
  const known = round.get(key);
  if (known !== undefined) return known;
  const asked = ask<TimeoutRow>("alert-transaction-timeouts", { names });
  round.set(key, asked);
  // asked again after a failure
  asked.catch(() => round.delete(key));
  return asked;
}

/** The engine does not look up in an empty list: the first type has no name. */
function toTimeoutParams(rows: readonly TimeoutRow[]): QueryParams {
  return {
    timeoutTypes: ["", ...rows.map(({ type }) => type)],
    timeouts: [0, ...rows.map(({ timeout }) => timeout)],
  };
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
      return [count, ...wholeAndRest(row.amounts!)];
    default:
      return [Number(row.timed), row.percentiles![percentiles.indexOf(source.measure as Percentile)] ?? 0];
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
  return isPercentile(measure) ? { value: other / 1000 } : share(other, count);
}

async function transactionClasses(
  input: InputOf<TransactionSource>,
  steps: Steps,
  { ask }: Pick<RangeAsk, "ask">,
): Promise<SourceWindows> {
  const family = familyOf(input);
  const rows = await ask<ClassRow>("alert-transaction-classes", {
    ...cellParams(family),
    ...rangeParams(spanOf(steps)),
    hasAmounts: namesCurrency(family),
    names: [input.source.transaction],
    shift: classShift,
  });
  return classWindows(input, rows, steps, 1e3);
}
