// Transactions of each type that ended on either side of a comparison: how many were completed, and how long these took. Each range is read as
// its own page reads it, so that the figures are equal: with the records of another range, too, a transaction may have an earlier or later end.
import type { Amounts, Measured, MeasuredTransactions } from "../../compare/measured.ts";
import { type ApiContext, type QueryParams, run } from "../context.ts";
import { findFigures, type FoundFigures } from "../transactions/transaction-figures.ts";
import { toTransactionParams } from "../transactions/transaction-params.ts";
import type { Side, Sides } from "./sides.ts";

/** Of an attribute's value, the busiest types are counted one by one. */
const mostOfValue = 10;
/** Of the groups of a type only the whole range is used. */
const oneStepMs = 86_400_000;

type SideFigures = Pick<Measured, "transactions" | "transactionsAreCut">;

/** Of an attribute's value, transactions whose records have it. */
export async function measureTransactions(
  { base, now }: Sides,
  context: ApiContext,
): Promise<readonly [base: SideFigures, now: SideFigures]> {
  if (isSameRange(base, now)) {
    const [ofBase, ofNow] = await measureAlike([base, now], context);
    return [ofBase!, ofNow!];
  }
  const [[ofBase], [ofNow]] = await Promise.all([
    measureAlike([base], context),
    measureAlike([now], context),
  ]);
  return [ofBase!, ofNow!];
}

function isSameRange(base: Side, now: Side): boolean {
  return (
    base.environment === now.environment &&
    base.range.fromNs === now.range.fromNs &&
    base.range.toNs === now.range.toNs
  );
}

/** Sides of one range and environment: they differ by a value at most, and its types are those of all. */
async function measureAlike(sides: readonly Side[], context: ApiContext): Promise<readonly SideFigures[]> {
  const { range, environment } = sides[0]!;
  const times = toTransactionParams(range, context);
  // the records of the pages, so that figures are equal, and nothing counted of the range before
  const query = { ...times, before: times["from"], environment, lostAmounts: true };
  const types = await findFigures(query, range, oneStepMs, context);
  const attributes = sides.flatMap(({ attribute }) => attribute ?? []);
  if (attributes.length === 0)
    return sides.map(() => ({
      transactions: types.map(toMeasured),
      transactionsAreCut: areCut(types),
    }));
  const transactions = sides.map((): MeasuredTransactions[] => []);
  for (const { summary } of types.slice(0, mostOfValue)) {
    const found = await measureValues({ ...query, type: summary.type }, attributes, context);
    for (const [at, one] of found.entries())
      if (one !== undefined) transactions[at]!.push({ name: summary.type, ...one });
  }
  return transactions.map((own) => ({ transactions: own, transactionsAreCut: types.length > mostOfValue }));
}

const areCut = (types: readonly FoundFigures[]): boolean => (types[0]?.typeCount ?? 0) > types.length;

function toMeasured({ summary, lostAmounts, lostPeople }: FoundFigures): MeasuredTransactions {
  const { completed, failed, abandoned, p95Ms, amounts } = summary.current;
  return {
    name: summary.type,
    ended: completed + failed + abandoned,
    completed,
    p95Ms,
    amounts: Object.fromEntries(amounts.map(({ currency, amount }) => [currency, amount])),
    lostAmounts,
    lostPeople,
  };
}

interface ValueRow {
  readonly place: string;
  readonly bucket: string;
  readonly completed: string;
  readonly failed: string;
  readonly abandoned: string;
  readonly quantiles: readonly (number | null)[];
  readonly amounts: Amounts;
  readonly lostAmounts: Amounts;
  readonly lostPeople: string;
}

/** Of one type by each of the values, in their order. */
async function measureValues(
  query: QueryParams,
  attributes: readonly NonNullable<Side["attribute"]>[],
  context: ApiContext,
): Promise<readonly (Omit<MeasuredTransactions, "name"> | undefined)[]> {
  const values = attributes.map(({ value }) => value);
  const rows = await run<ValueRow>(context, "transaction-groups", {
    ...query,
    by: attributes[0]!.key,
    values,
    stepMs: oneStepMs,
  });
  // the place of a value that is given twice is the first
  return values.map((value) => ofPlace(rows, values.indexOf(value) + 1));
}

function ofPlace(rows: readonly ValueRow[], wanted: number): Omit<MeasuredTransactions, "name"> | undefined {
  const row = rows.find(({ place, bucket }) => Number(place) === wanted && bucket === "0");
  if (row === undefined) return undefined;
  const [completed, failed, abandoned] = [row.completed, row.failed, row.abandoned].map(Number);
  const [, , p95Ms = null] = row.quantiles;
  const { amounts, lostAmounts } = row;
  return {
    ended: completed! + failed! + abandoned!,
    completed: completed!,
    p95Ms,
    amounts,
    lostAmounts,
    lostPeople: Number(row.lostPeople),
  };
}
