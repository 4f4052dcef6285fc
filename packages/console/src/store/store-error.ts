// The error of a full write queue, and short texts of errors for the log.
import { ProblemError } from "../problem/problem.ts";

/** The error when the write queue is over its limit: nothing of the request was accepted. */
export function queueFull(queueBytes: number, maxBytes: number, retryAfterSeconds: number): ProblemError {
  return new ProblemError(
    "WRITE_QUEUE_FULL",
    `The write queue of the store holds ${queueBytes} bytes; its limit is ${maxBytes}.`,
    `Retry in ${retryAfterSeconds} s.`,
    { retryAfterSeconds },
  );
}

/** The first line of an error's message, cut when it is long. */
export function summarize(error: unknown): string {
  const [line = ""] = (error instanceof Error ? error.message : String(error)).split("\n", 1);
  return line.length <= maxShort ? line : `${line.slice(0, maxShort)}…`;
}

const maxShort = 300;
