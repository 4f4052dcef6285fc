import type { BusinessEvent } from "./business-event.ts";
import type { ListQuery, Page, PageQuery, RangeQuery, ResolvedRange } from "./query.ts";
import type { Attributes } from "./value.ts";

export const transactionsPath = "/api/transactions";
export const transactionTypePath = "/api/transactions/:type";
export const transactionPath = "/api/transactions/:type/:id";

/** `open` is a transaction whose end has not been seen. */
export type Outcome = "completed" | "failed" | "abandoned" | "open";

export interface Money {
  /** ISO 4217. Currencies are never added together. */
  readonly currency: string;
  /** Decimal, exact. */
  readonly amount: string;
}

/** `started` and `open` count what began in the range, the others what ended in it. */
export interface TransactionFigures {
  readonly started: number;
  readonly completed: number;
  readonly failed: number;
  readonly abandoned: number;
  readonly open: number;
  /** Of those that ended, 0 to 1; `null` when none has. */
  readonly completionRate: number | null;
  /** Of the completed ones. */
  readonly amounts: readonly Money[];
  /** Of those that completed or failed; giving up takes as long as it takes. */
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
}

export interface TransactionTypeSummary {
  readonly type: string;
  readonly current: TransactionFigures;
  /** The same length of time just before. */
  readonly previous: TransactionFigures;
  readonly buckets: readonly {
    readonly time: string;
    readonly completed: number;
    readonly failed: number;
    readonly abandoned: number;
  }[];
  readonly services: readonly string[];
}

export interface TransactionsQuery extends RangeQuery, ListQuery {}

export interface TransactionsResult extends ResolvedRange {
  readonly stepMs: number;
  /** The busiest first. */
  readonly types: readonly TransactionTypeSummary[];
  readonly nextCursor: string | null;
}

export interface TransactionTypeQuery extends RangeQuery, PageQuery {
  readonly outcome?: Outcome | undefined;
  readonly user?: string | undefined;
  /** Part of the id. */
  readonly search?: string | undefined;
}

export interface TransactionRow {
  readonly type: string;
  readonly id: string;
  readonly outcome: Outcome;
  readonly reason: string;
  readonly user: string;
  readonly amount: Money | null;
  readonly startNs: string;
  readonly durationMs: number | null;
  readonly stepCount: number;
  readonly lastStep: string;
  readonly service: string;
  readonly traceId: string;
}

export interface TransactionTypeResult extends ResolvedRange, Page<TransactionRow> {
  readonly stepMs: number;
  readonly summary: TransactionTypeSummary;
  /** The commonest reasons of failure and abandonment in the range. */
  readonly reasons: readonly { readonly outcome: Outcome; readonly reason: string; readonly count: number }[];
}

export interface Transaction extends TransactionRow {
  readonly environment: string;
  readonly session: string;
  readonly attributes: Attributes;
  /** All its records, oldest first. */
  readonly events: readonly BusinessEvent[];
  readonly traceIds: readonly string[];
}
