// What a writer is created with: its limits, and what it needs of the store around it.
import type { ProblemError } from "../../problem/problem.ts";
import type { ClickHouseClient } from "../client.ts";
import type { DuplicateWindow } from "./duplicates.ts";
import type { NameBudgets } from "./name-budgets.ts";

export interface WriterOptions {
  /** A group is flushed when it has this many rows, */
  readonly maxRows?: number;
  /** or takes this many bytes in the engine, */
  readonly maxBytes?: number;
  /** or is this old and no other group is being inserted. It is flushed sooner when no request could add rows to it. */
  readonly maxAgeMs?: number;
  /** From here on requests are rejected. The last accepted request may exceed it, or large requests would never be accepted. */
  readonly maxQueueBytes?: number;
  /** Groups that are inserted at the same time. */
  readonly concurrency?: number;
  /** Most bytes of the blocks that are inserted at the same time. */
  readonly maxInsertBytes?: number;
  /** Stored rows are in the roll-ups after this time, and sooner when no more rows come. */
  readonly maxRollupDelayMs?: number;
  /** How long a failed group is retried before its requests are rejected. */
  readonly giveUpAfterMs?: number;
  readonly nowMs?: () => number;
  /** A monotonic clock. */
  readonly uptimeMs?: () => number;
}

export type WriterSettings = Required<WriterOptions>;

export const defaultSettings: WriterSettings = {
  maxRows: 50_000,
  maxBytes: 12_000_000,
  maxAgeMs: 100,
  maxQueueBytes: 64_000_000,
  concurrency: 2,
  maxInsertBytes: 28_000_000,
  maxRollupDelayMs: 1000,
  giveUpAfterMs: 8000,
  nowMs: Date.now,
  uptimeMs: () => performance.now(),
};

/** What the writer needs of the store around it. */
export interface WriterBackend {
  readonly client: ClickHouseClient;
  readonly window: DuplicateWindow;
  /** What roll-ups fold; default: what is over the usual budgets. */
  readonly names?: NameBudgets | undefined;
  /** Resolves when the store answers; rejects after `timeoutMs`. */
  ready(timeoutMs: number): Promise<void>;
  /**
   * Puts the identities of the rows that were stored since then (Unix seconds) into `window`, after it ended all inserts of this process.
   *
   * @param cause why an insert failed.
   */
  readStored(sinceSeconds: number, cause: unknown): Promise<void>;
  /** The most parts of a partition: while they are many, inserts rest. Absent: they never do. */
  readonly mostParts?: (() => Promise<number>) | undefined;
  /** Whether the writer has stored spans and log records rolled up. Otherwise the engine rolls up each block as it is inserted. */
  readonly feedsRollups?: boolean;
  /**
   * Makes the roll-ups equal to the tables for what was received since then (Unix seconds). No insert runs meanwhile. Absent where
   * others insert into the same store.
   *
   * @param cause why an insert failed.
   */
  recomputeRollups?: ((sinceSeconds: number, cause: unknown) => Promise<void>) | undefined;
  /** What an earlier run left that is not in the roll-ups: it is computed again before anything is inserted. */
  readonly outdated?: Failure | undefined;
  /** Reports why inserts wait. */
  note?(text: string): void;
  /** Why the store accepts no rows at the moment; called before each request. */
  refusal?(): ProblemError | undefined;
  /** From now on something received at `sinceSeconds` or later may be stored in part, or not in the roll-ups. */
  markUnsettled(sinceSeconds: number): void;
}

/** Rows that may be stored, or in the roll-ups, in part. */
export interface Failure {
  /** Unix seconds: rows that were received before are not concerned. */
  readonly sinceSeconds: number;
  /** Why the first insert failed. */
  readonly cause: unknown;
}
