// The error of a full write queue, and short texts of errors for the log.

/** The write queue is full: nothing of the request was taken. */
export class QueueFullError extends Error {
  override readonly name = "QueueFullError";
  readonly retryAfterSeconds: number;

  constructor(queueBytes: number, maxBytes: number, retryAfterSeconds: number) {
    super(`The write queue is full: ${queueBytes} of ${maxBytes} bytes. Retry in ${retryAfterSeconds} s.`);
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** The first line of an error's message, cut when it is long. */
export function summarize(error: unknown): string {
  const [line = ""] = (error instanceof Error ? error.message : String(error)).split("\n", 1);
  return line.length <= maxShort ? line : `${line.slice(0, maxShort)}…`;
}

const maxShort = 300;
