// Why rows were not added.
import { ProblemError } from "../../problem/problem.ts";

export function closing(): ProblemError {
  return new ProblemError(
    "STORE_CLOSED",
    "The store is closing and accepts no more rows.",
    "Send it again when the console is back.",
  );
}

export function lateUnknown(cause: unknown): ProblemError {
  return new ProblemError(
    "STORE_UNAVAILABLE",
    `The store did not answer which of the late rows it has: ${(cause as Error).message}`,
    "The sender tries again; see /readyz.",
    { cause },
  );
}

export function lateTooSlow(): ProblemError {
  return new ProblemError(
    "STORE_SLOW",
    "The store did not answer in time which of the late rows it has.",
    "The sender tries again; see the console's log.",
  );
}
