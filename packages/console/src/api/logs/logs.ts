// GET /api/logs and /api/logs/histogram: log records of a range, newest first, and how many there are of each severity.
import type { LogHistogramResult, LogRecord, LogsResult, ParamsOf, SeverityName } from "contract";
import { z } from "zod";
import type { ApiContext, QueryParams } from "../context.ts";
import { run } from "../context.ts";
import { ProblemError } from "../../problem/problem.ts";
import { nsKey, readCursor, toCursor, wholeKey } from "../params/cursor.ts";
import { parseFilters } from "../filter/filter.ts";
import { logFields, toFilterParams } from "../filter/filter-params.ts";
import { type LogColumns, toLogRecord } from "../records/log-record.ts";
import { readRange } from "../params/params.ts";
import { chooseStepMs, endOf, stepTimes, toRangeParams, toResolved } from "../time/range.ts";
import { findResources } from "../records/resources.ts";
import { toIso, toSqlTime } from "../time/time.ts";
import { walkBack } from "../time/walk-back.ts";

const severities: readonly SeverityName[] = ["trace", "debug", "info", "warn", "error", "fatal"];

type Conditions = ParamsOf<"GET /api/logs/histogram">;

export async function listLogs(params: ParamsOf<"GET /api/logs">, context: ApiContext): Promise<LogsResult> {
  const range = readRange(params, context);
  const limit = params.limit;
  const key = readCursor(params.cursor, z.tuple([nsKey, wholeKey]));
  const shared = await toConditionParams(params, context);
  const rows = await walkBack(
    { fromNs: range.fromNs, toNs: endOf(range, key?.[0]) },
    limit + 1,
    (window, count) =>
      run<LogColumns>(context, "log-list", {
        ...shared,
        ...toRangeParams(window),
        cursorTs: key && toSqlTime(BigInt(key[0])),
        cursorIdentity: key?.[1],
        limit: count,
      }),
    params.traceId !== undefined,
  );
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    items: await toRecords(page, context),
    nextCursor: rows.length > limit && last !== undefined ? toCursor([last.timeNs, last.recordId]) : null,
  };
}

/** The log record with this id. @throws {ProblemError} `LOG_UNKNOWN`. */
export async function readLog(id: string, context: ApiContext): Promise<LogRecord> {
  const [, timeNs, recordId] = /^(\d{1,19})-(\d{1,20})$/.exec(id) ?? [];
  if (timeNs === undefined || recordId === undefined) throw unknownLog(id);
  const from = BigInt(timeNs);
  const range = { from: toIso(from), to: toIso(from + 1n) };
  // Records at or before this one: it is the first of them.
  const after = BigInt(recordId) + 1n;
  const cursor = after < 2n ** 64n ? toCursor([timeNs, String(after)]) : undefined;
  const { items } = await listLogs({ ...range, cursor, limit: 1, filter: [] }, context);
  const [record] = items;
  if (record?.id !== id) throw unknownLog(id);
  return record;
}

function unknownLog(id: string): ProblemError {
  return new ProblemError(
    "LOG_UNKNOWN",
    `There is no log record \`${id}\`.`,
    "Copy the whole `id` of a record; records are deleted after their retention.",
  );
}

export async function countLogs(
  params: ParamsOf<"GET /api/logs/histogram">,
  context: ApiContext,
): Promise<LogHistogramResult> {
  const range = readRange(params, context);
  const stepMs = chooseStepMs(range, 60, 1);
  const rows = await run<{ time: string; level: SeverityName; records: string }>(context, "log-histogram", {
    ...(await toConditionParams(params, context)),
    ...toRangeParams(range),
    stepMs,
  });
  const none = Object.fromEntries(severities.map((name) => [name, 0])) as Record<SeverityName, number>;
  const counts = new Map(stepTimes(range, stepMs).map((time) => [time, { ...none }]));
  for (const row of rows) {
    const bucket = counts.get(Number(row.time));
    if (bucket !== undefined) bucket[row.level] = Number(row.records);
  }
  return {
    ...toResolved(range),
    stepMs,
    buckets: [...counts].map(([time, bucket]) => ({
      time: toIso(BigInt(time) * 1_000_000n),
      counts: bucket,
    })),
  };
}

async function toConditionParams(params: Conditions, context: ApiContext): Promise<QueryParams> {
  const conditions = parseFilters([
    ...params.filter,
    ...(params.service === undefined ? [] : [`service.name=${params.service}`]),
    ...(params.eventName === undefined ? [] : [`event.name=${params.eventName}`]),
  ]);
  const words = toWords(params.text ?? "");
  return {
    ...(await toFilterParams(conditions, logFields, context)),
    environment: params.environment,
    minSeverity: params.severity && severities.indexOf(params.severity) * 4 + 1,
    words: words.length === 0 ? undefined : words,
    traceId: params.traceId,
    spanId: params.spanId,
  };
}

/** Words as in the index of bodies: cut at everything that is neither an ASCII letter or digit nor beyond ASCII, ASCII lower-cased. */
function toWords(searched: string): string[] {
  const lower = searched.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
  return [...new Set(lower.split(/[^0-9a-z\u0080-\uffff]+/).filter((word) => word !== ""))].slice(0, 32);
}

async function toRecords(rows: readonly LogColumns[], context: ApiContext): Promise<LogRecord[]> {
  const resources = await findResources(
    rows.map((row) => row.resourceId),
    context,
  );
  return rows.map((row) => toLogRecord(row, resources));
}
