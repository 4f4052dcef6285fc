// The error of a query for which the store had no time: what others do, and when to ask again.
import { ProblemError, type ProblemOptions } from "../../problem/problem.ts";

/** What waits for the store. */
export interface QueueLoad {
  /** Queries that wait. */
  readonly waiting: number;
  /** How long a new one would wait, by how long queries have taken lately. */
  readonly waitMs: number;
}

const longestRetrySeconds = 30;

/** @param what happened to the query. */
export function storeBusy(
  what: string,
  { waiting, waitMs }: QueueLoad,
  options: Pick<ProblemOptions, "cause" | "bound"> = {},
): ProblemError {
  const retryAfterSeconds = Math.min(longestRetrySeconds, Math.max(1, Math.ceil(waitMs / 1000)));
  const queue = waiting === 0 ? "" : ` ${waiting} ${waiting === 1 ? "query waits" : "queries wait"}.`;
  return new ProblemError(
    "STORE_BUSY",
    `The store is busy: ${what}.${queue}`,
    `Try again in ${retryAfterSeconds} s.`,
    {
      ...options,
      retryAfterSeconds,
    },
  );
}
