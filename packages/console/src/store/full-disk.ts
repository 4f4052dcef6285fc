// A full disk, as the engine and the system report it, in words that say what to do.
import { ProblemError } from "../problem/problem.ts";
import { type ClickHouseClient, isRefusal } from "./client.ts";

/** As long as senders of telemetry wait (http/refusal.ts). */
const retryAfterSeconds = 15;

/** The engine reserves space before it writes; the system's own words are in the errors of what it writes all the same. A step of the schema that failed has them as its cause. */
export function isFullDisk(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if ((error as NodeJS.ErrnoException).code === "ENOSPC") return true;
  if (isRefusal(error) && error.type === "NOT_ENOUGH_SPACE") return true;
  return /No space left on device|\(NOT_ENOUGH_SPACE\)/.test(error.message) || isFullDisk(error.cause);
}

/** `client`, whose inserts and commands fail with `STORE_DISK_FULL` on a full disk: for what people change. */
export function withFullDisk(client: ClickHouseClient): ClickHouseClient {
  return {
    ...client,
    insert: (insert) => client.insert(insert).catch(explainChange),
    command: (statement) => client.command(statement).catch(explainChange),
  };
}

function explainChange(cause: unknown): never {
  if (!isFullDisk(cause)) throw cause;
  throw new ProblemError(
    "STORE_DISK_FULL",
    "The disk of the store is full: the change is not stored.",
    "Free some space, or keep less (`--retain`, `--max-size`), and try again. Queries continue.",
    { cause, retryAfterSeconds },
  );
}

/** `error` of a start; when the disk of `directory` is full, the problem that says so. */
export function explainStart(error: unknown, directory: string): unknown {
  if (!isFullDisk(error)) return error;
  return new ProblemError(
    "STORE_DISK_FULL",
    `Cannot start: the disk of ${directory} is full.`,
    "Free at least 100 MB on it and start again, or move the directory to a larger disk and start with `--data DIR`. " +
      "Delete no files in the directory; `--retain` and `--max-size` keep less once the console runs.",
    { cause: error },
  );
}
