// Transactions of each type that ended on either side of a comparison: how many were completed, and how long these took. What both sides need
// is read once where both have the same figures then.
import type { TransactionFigures } from "contract";
import type { Measured, MeasuredTransactions } from "../../compare/measured.ts";
import { type ApiContext, type QueryParams, run } from "../context.ts";
import { previousRange, type Range } from "../time/range.ts";
import { findFigures, type FoundFigures } from "../transactions/transaction-figures.ts";
import { marginOf, toTransactionParams } from "../transactions/transaction-params.ts";
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
  if (isRangeBefore(base, now)) {
    const query = toBothParams(now, context);
    if (await isOneReadEnough(query, now.range, context)) return measureBoth(query, now.range, context);
  }
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

/** Whether the base is the equal range before, of which figures of a range have those, too. */
function isRangeBefore(base: Side, now: Side): boolean {
  const { fromNs, toNs } = previousRange(now.range);
  return (
    base.attribute === undefined &&
    base.environment === now.environment &&
    base.range.fromNs === fromNs &&
    base.range.toNs === toNs
  );
}

function isSameRange(base: Side, now: Side): boolean {
  return (
    base.environment === now.environment &&
    base.range.fromNs === now.range.fromNs &&
    base.range.toNs === now.range.toNs
  );
}

/** Records of the range of `now` and of the equal one before it, as early as that one's own figures need. */
function toBothParams({ range, environment }: Side, context: ApiContext): QueryParams {
  const { since } = toTransactionParams(previousRange(range), context);
  return { ...toTransactionParams(range, context), since, environment };
}

/**
 * Whether `now` has its own figures although earlier records are read: with a long timeout, a transaction that began before its own records
 * would be abandoned in it, or one of which it has only a later step would be abandoned earlier.
 */
async function isOneReadEnough(query: QueryParams, range: Range, context: ApiContext): Promise<boolean> {
  const [row] = await run<{ timeoutMs: string }>(context, "transaction-longest-timeout", query);
  const knownMs = Number(marginOf(range) + range.toNs - range.fromNs) / 1e6;
  return 2 * Number(row?.timeoutMs ?? 0) <= knownMs;
}

/** The range of `now` and the equal one before it. */
async function measureBoth(
  query: QueryParams,
  range: Range,
  context: ApiContext,
): Promise<readonly [SideFigures, SideFigures]> {
  const types = await findFigures(query, range, oneStepMs, context);
  const partOf = (period: "previous" | "current"): SideFigures => ({
    transactions: types.flatMap(({ summary: { type, [period]: figures } }) =>
      isThere(figures) ? [toMeasured(type, figures)] : [],
    ),
    transactionsAreCut: areCut(types),
  });
  return [partOf("previous"), partOf("current")];
}

/** Sides of one range and environment: they differ by a value at most, and its types are those of all. */
async function measureAlike(sides: readonly Side[], context: ApiContext): Promise<readonly SideFigures[]> {
  const { range, environment } = sides[0]!;
  const times = toTransactionParams(range, context);
  // the records of the pages, so that figures are equal, and nothing counted of the range before
  const query = { ...times, before: times["from"], environment };
  const types = await findFigures(query, range, oneStepMs, context);
  const attributes = sides.flatMap(({ attribute }) => attribute ?? []);
  if (attributes.length === 0)
    return sides.map(() => ({
      transactions: types.map(({ summary }) => toMeasured(summary.type, summary.current)),
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

/** Types that began or ended in one of the two ranges are found. */
const isThere = ({ started, completed, failed, abandoned }: TransactionFigures): boolean =>
  started + completed + failed + abandoned > 0;

const areCut = (types: readonly FoundFigures[]): boolean => (types[0]?.typeCount ?? 0) > types.length;

function toMeasured(
  name: string,
  { completed, failed, abandoned, p95Ms }: TransactionFigures,
): MeasuredTransactions {
  return { name, ended: completed + failed + abandoned, completed, p95Ms };
}

interface ValueRow {
  readonly place: string;
  readonly bucket: string;
  readonly completed: string;
  readonly failed: string;
  readonly abandoned: string;
  readonly quantiles: readonly (number | null)[];
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
    currency: "",
  });
  // the place of a value that is given twice is the first
  return values.map((value) => ofPlace(rows, values.indexOf(value) + 1));
}

function ofPlace(rows: readonly ValueRow[], wanted: number): Omit<MeasuredTransactions, "name"> | undefined {
  const row = rows.find(({ place, bucket }) => Number(place) === wanted && bucket === "0");
  if (row === undefined) return undefined;
  const [completed, failed, abandoned] = [row.completed, row.failed, row.abandoned].map(Number);
  const [, , p95Ms = null] = row.quantiles;
  return { ended: completed! + failed! + abandoned!, completed: completed!, p95Ms };
}
