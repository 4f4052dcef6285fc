// One log record by its id.
import type { LogRecord } from "contract";
import { ProblemError } from "../../problem/problem.ts";
import { type ApiContext, run } from "../context.ts";
import type { LogColumns } from "../records/log-record.ts";
import { toRangeParams } from "../time/range.ts";
import { toSqlTime } from "../time/time.ts";
import { toRecords } from "./records.ts";

/** The log record with this id. @throws {ProblemError} `LOG_UNKNOWN`. */
export async function readLog(id: string, context: ApiContext): Promise<LogRecord> {
  const [record] = await toRecords([await readLogRow(id, context)], context);
  return record!;
}

/** Its row. @throws {ProblemError} `LOG_UNKNOWN`. */
export async function readLogRow(id: string, context: ApiContext): Promise<LogColumns> {
  const [, timeNs, recordId] = /^(\d{1,19})-(\d{1,20})$/.exec(id) ?? [];
  if (timeNs === undefined || recordId === undefined) throw unknownLog(id);
  const from = BigInt(timeNs);
  // Records at or before this one: it is the first of them.
  const after = BigInt(recordId) + 1n;
  const [row] = await run<LogColumns>(context, "log-list", {
    ...toRangeParams({ fromNs: from, toNs: from + 1n }),
    ...(after < 2n ** 64n ? { cursorTs: toSqlTime(from), cursorIdentity: String(after) } : {}),
    limit: 1,
  });
  if (row?.timeNs !== timeNs || row.recordId !== recordId) throw unknownLog(id);
  return row;
}

function unknownLog(id: string): ProblemError {
  return new ProblemError(
    "LOG_UNKNOWN",
    `There is no log record \`${id}\`.`,
    "Copy the whole `id` of a record; records are deleted after their retention.",
  );
}
