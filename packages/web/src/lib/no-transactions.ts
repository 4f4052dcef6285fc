import type { TransactionFigures } from "contract";

/** The figures of a range without transactions. */
export const noTransactions: TransactionFigures = {
  started: 0,
  completed: 0,
  failed: 0,
  abandoned: 0,
  open: 0,
  completionRate: null,
  amounts: [],
  p50Ms: null,
  p95Ms: null,
};
