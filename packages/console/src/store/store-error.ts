// What the store throws. Every error names a stable code and what to do about it.

export type StoreErrorCode =
  | "platform"
  | "engine_missing"
  | "engine_start"
  | "engine_user"
  | "engine_older"
  | "in_use"
  | "unavailable"
  | "slow"
  | "migration"
  | "schema_newer"
  | "insert"
  | "query"
  | "query_time"
  | "query_memory"
  | "query_rows"
  | "query_unknown"
  | "query_params"
  | "query_text"
  | "query_denied"
  | "busy"
  | "aborted"
  | "backup_running"
  | "backup_remote"
  | "remote_directory"
  | "no_store"
  | "restore"
  | "damaged"
  | "disk"
  | "disk_full"
  | "tenants"
  | "attribute"
  | "closed";

/** The store cannot do what was asked. `code` is stable, `fix` tells what a person can do. */
export class StoreError extends Error {
  override readonly name = "StoreError";
  readonly code: StoreErrorCode;
  readonly fix: string;

  constructor(code: StoreErrorCode, message: string, fix: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.fix = fix;
  }
}

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
