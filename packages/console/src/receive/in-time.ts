// A sender waits for its answer for a limited time and then sends again. It gets an answer before that, even when the store is slow.

import { ProblemError } from "../problem/problem.ts";
/**
 * Settles like `taking`, or rejects after `withinMs`; `taking` itself continues.
 *
 * @throws {ProblemError} `STORE_SLOW`.
 */
export async function inTime<Result>(taking: Promise<Result>, withinMs: number): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(slow(withinMs)), withinMs);
  });
  try {
    return await Promise.race([taking, late]);
  } finally {
    clearTimeout(timer);
  }
}

function slow(withinMs: number): ProblemError {
  return new ProblemError(
    "STORE_SLOW",
    `The store did not confirm within ${withinMs / 1000} s whether it has the rows.`,
    "The sender tries again; see the console's log.",
  );
}
