// The newest transactions of a type. Records are read back from the end, in windows that grow until a page is full: a page of the newest does
// not group all transactions of a month.
//
// A transaction whose begin is not among the records of a window may have begun long before it and been silent since. A page with such a
// transaction is not returned. One that the conditions hide does not matter: if it began before the window, it belongs to a later page. Nor is a
// page returned with an id that was used before: all records of an id are one transaction, which belongs to a later page, too.
import type { Outcome } from "contract";
import { type ApiContext, type QueryParams, run } from "../context.ts";
import { withinBytes } from "../limits/limit-list.ts";
import { keyBytes } from "../params/page.ts";
import type { Range } from "../time/range.ts";
import { toSqlTime } from "../time/time.ts";
import { toWindows } from "./row-windows.ts";

export interface RowColumns {
  readonly type: string;
  readonly id: string;
  readonly startNs: string;
  readonly outcome: Outcome;
  readonly reason: string;
  readonly took: number | null;
  readonly worth: string | null;
  readonly currency: string;
  readonly user: string;
  readonly steps: string;
  readonly lastStep: string;
  readonly service: string;
  readonly traceId: string;
}

interface WindowRow extends RowColumns {
  /** Whether its begin is among the records of the window. */
  readonly hasBegin: boolean | number;
}

/**
 * At most `limit` transactions, the latest first.
 *
 * @param query parameters of `transaction-rows`: type, times, conditions, the key of the one before and limit.
 * @param beforeNs when the one before began; absent: the first page.
 */
export async function findRows(
  query: QueryParams & { readonly limit: number },
  range: Range,
  beforeNs: string | undefined,
  context: ApiContext,
): Promise<readonly RowColumns[]> {
  // whom the conditions choose depends on the whole range, so that each window would find it out again
  if (query["populated"] === true) return run<RowColumns>(context, "transaction-rows", query);
  const toNs = beforeNs === undefined ? range.toNs : BigInt(beforeNs);
  for (const { beginNs, sinceNs } of toWindows(range, toNs)) {
    const times = { windowStart: toSqlTime(beginNs), since: toSqlTime(sinceNs) };
    const rows = await run<WindowRow>(context, "transaction-rows", { ...query, ...times });
    const isSure = rows.length === query.limit && rows.every(({ hasBegin }) => Boolean(hasBegin));
    if (isSure && !(await wereUsedBefore(rows, query, sinceNs, context))) return rows.map(toColumns);
  }
  return run<RowColumns>(context, "transaction-rows", query);
}

async function wereUsedBefore(
  rows: readonly WindowRow[],
  query: QueryParams,
  sinceNs: bigint,
  context: ApiContext,
): Promise<boolean> {
  const readSince = toSqlTime(sinceNs);
  for (let rest = rows.map(({ id }) => id); rest.length > 0;) {
    const ids = withinBytes(rest, keyBytes);
    const found = await run(context, "transaction-earlier", { ...query, readSince, ids });
    if (found.length > 0) return true;
    rest = rest.slice(ids.length);
  }
  return false;
}

function toColumns(row: WindowRow): RowColumns {
  const { hasBegin: _, ...columns } = row;
  return columns;
}
