// The amounts of transactions in each step of a range, for charts.
import type { ReadQueries } from "./ask.ts";

/** The amounts of one currency in one step. */
export interface AmountRow {
  /** The number of its step. */
  readonly slot: string;
  /** Empty for amounts without a currency. */
  readonly code: string;
  readonly entries: string;
  readonly total: number;
}

/** What is asked: a type of transaction, and steps. */
export interface AmountQuery {
  readonly type: string;
  readonly environment: string | undefined;
  /** Times of the store. */
  readonly from: string;
  readonly to: string;
  /** Since when the first end of a transaction is looked for. */
  readonly since: string;
  /** Unix ms of the first step. */
  readonly fromMs: number;
  readonly stepMs: number;
}

/** Reads the amounts of completed transactions by step and currency. */
export async function readAmounts(
  queries: ReadQueries,
  query: AmountQuery,
  signal: AbortSignal | undefined,
): Promise<readonly AmountRow[]> {
  const { type, ...rest } = query;
  return queries.run<AmountRow>(
    "chart-amounts",
    { ...rest, names: [type], hasAmounts: true },
    { signal, priority: "interactive" },
  );
}
