// A sender waits for an answer only so long, then it comes again: it is told to before that, whatever holds the store up.

import { ProblemError } from "../problem/problem.ts";
/**
 * What `taking` comes to, or a refusal after `withinMs`. `taking` itself goes on.
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
    `The store did not tell within ${withinMs / 1000} s whether it has the rows.`,
    "The sender tries again; see the console's log.",
  );
}
