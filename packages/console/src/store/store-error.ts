// A full queue, and how errors are shortened for notes.

/** The queue before the store is over its mark: nothing of the request was taken. */
export class QueueFullError extends Error {
  override readonly name = "QueueFullError";
  readonly retryAfterSeconds: number;

  constructor(queueBytes: number, maxBytes: number, retryAfterSeconds: number) {
    super(
      `The queue before the store holds ${queueBytes} bytes, its mark is ${maxBytes}: come again in ${retryAfterSeconds} s.`,
    );
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** What an error says, for a note: the first line, not all of a long one. */
export function inShort(error: unknown): string {
  const [line = ""] = (error instanceof Error ? error.message : String(error)).split("\n", 1);
  return line.length <= maxShort ? line : `${line.slice(0, maxShort)}…`;
}

const maxShort = 300;
