// Transactions of each type that ended on one side of a comparison: how many were completed, and how long these took.
import type { Measured, MeasuredTransactions } from "../../compare/measured.ts";
import { type ApiContext, type QueryParams, run } from "../context.ts";
import { findFigures, type FoundFigures } from "../transactions/transaction-figures.ts";
import { toTransactionParams } from "../transactions/transaction-params.ts";
import type { Side } from "./sides.ts";

/** Of an attribute's value, the busiest types are counted one by one. */
const mostOfValue = 10;
/** Of the groups of a type only the whole range is used. */
const oneStepMs = 86_400_000;

/** Of an attribute's value, transactions whose records have it. */
export async function measureTransactions(
  { range, environment, attribute }: Side,
  context: ApiContext,
): Promise<Pick<Measured, "transactions" | "transactionsAreCut">> {
  const times = toTransactionParams(range, context);
  // the records of the pages, so that figures are equal, and nothing counted of the range before
  const query = { ...times, before: times["from"], environment };
  const types = await findFigures(query, range, oneStepMs, context);
  if (attribute === undefined)
    return { transactions: types.map(ofType), transactionsAreCut: (types[0]?.typeCount ?? 0) > types.length };
  const transactions: MeasuredTransactions[] = [];
  for (const { summary } of types.slice(0, mostOfValue)) {
    const found = await measureValue({ ...query, type: summary.type }, attribute, context);
    if (found !== undefined) transactions.push({ name: summary.type, ...found });
  }
  return { transactions, transactionsAreCut: types.length > mostOfValue };
}

function ofType({ summary: { type, current } }: FoundFigures): MeasuredTransactions {
  const { completed, failed, abandoned, p95Ms } = current;
  return { name: type, ended: completed + failed + abandoned, completed, p95Ms };
}

interface ValueRow {
  readonly place: string;
  readonly bucket: string;
  readonly completed: string;
  readonly failed: string;
  readonly abandoned: string;
  readonly quantiles: readonly (number | null)[];
}

async function measureValue(
  query: QueryParams,
  { key, value }: NonNullable<Side["attribute"]>,
  context: ApiContext,
): Promise<Omit<MeasuredTransactions, "name"> | undefined> {
  const rows = await run<ValueRow>(context, "transaction-groups", {
    ...query,
    by: key,
    values: [value],
    stepMs: oneStepMs,
    currency: "",
  });
  const row = rows.find(({ place, bucket }) => place === "1" && bucket === "0");
  if (row === undefined) return undefined;
  const [completed, failed, abandoned] = [row.completed, row.failed, row.abandoned].map(Number);
  const [, , p95Ms = null] = row.quantiles;
  return { ended: completed! + failed! + abandoned!, completed: completed!, p95Ms };
}
