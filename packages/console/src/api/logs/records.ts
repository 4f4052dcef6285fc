import type { LogRecord } from "contract";
import type { ApiContext } from "../context.ts";
import { type LogColumns, toLogRecord } from "../records/log-record.ts";
import { findResources } from "../records/resources.ts";

/** Rows of queries as log records, with the attributes of their resources. */
export async function toRecords(rows: readonly LogColumns[], context: ApiContext): Promise<LogRecord[]> {
  const resources = await findResources(
    rows.map((row) => row.resourceId),
    context,
  );
  return rows.map((row) => toLogRecord(row, resources));
}
