// GET /api/traces: traces of a range, newest or slowest first.
import type { TraceSummary, TracesResult } from "contract";
import { z } from "zod";
import type { ApiContext, QueryParams, RawParams } from "./context.ts";
import { run } from "./context.ts";
import { hexKey, nsKey, readCursor, toCursor } from "./cursor.ts";
import { parseFilters } from "./filter.ts";
import { spanFields, toFilterParams } from "./filter-params.ts";
import {
  decimal,
  defaultLimit,
  filterFields,
  oneOf,
  pageFields,
  rangeFields,
  readParams,
  readRange,
  text,
} from "./params.ts";
import { endOf, type Range, toRangeParams } from "./range.ts";
import { endOfTime, toSqlTime } from "./time.ts";
import { walkBack } from "./walk-back.ts";

const fields = {
  ...rangeFields,
  ...filterFields,
  ...pageFields,
  service: text,
  name: text,
  status: oneOf("error", "ok"),
  minDurationMs: decimal(0, 1e12),
  maxDurationMs: decimal(0, 1e12),
  order: oneOf("newest", "slowest"),
} as const;

/** A trace on the list: its id and when it was. */
interface ListRow {
  readonly traceId: string;
  readonly startNs: string;
  readonly endNs: string;
}

/** How much later than its trace's start a span may be that a condition is looked for in. */
const slackNs = 3_600_000_000_000n;

export async function listTraces(raw: RawParams, context: ApiContext): Promise<TracesResult> {
  const params = readParams(fields, raw);
  const range = readRange(params, context);
  const limit = params.limit ?? defaultLimit;
  const conditions = parseFilters([
    ...params.filter,
    ...(params.service === undefined ? [] : [`service.name=${params.service}`]),
    ...(params.name === undefined ? [] : [`name=${params.name}`]),
  ]);
  const shared: QueryParams = {
    ...(await toFilterParams(conditions, spanFields, context)),
    environment: params.environment ?? "",
    errors: params.status ?? "",
    minNs: toNs(params.minDurationMs ?? 0),
    maxNs: params.maxDurationMs === undefined ? "9223372036854775807" : toNs(params.maxDurationMs),
  };
  const hasConditions = conditions.length > 0 || params.environment !== undefined;
  const key = readCursor(params.cursor, z.tuple([nsKey, hexKey]));
  const rows =
    params.order === "slowest"
      ? await slowest(range, limit, key, shared, hasConditions, context)
      : await newest(range, limit, key, shared, hasConditions, context);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    items: await summarise(page, context),
    nextCursor:
      rows.length > limit && last !== undefined
        ? toCursor([sortKey(last, params.order), last.traceId])
        : null,
  };
}

function sortKey(row: ListRow, order: "newest" | "slowest" | undefined): string {
  return order === "slowest" ? (BigInt(row.endNs) - BigInt(row.startNs)).toString() : row.startNs;
}

function newest(
  range: Range,
  limit: number,
  key: readonly [string, string] | undefined,
  shared: QueryParams,
  hasConditions: boolean,
  context: ApiContext,
): Promise<ListRow[]> {
  return walkBack({ fromNs: range.fromNs, toNs: endOf(range, key?.[0]) }, limit + 1, (window, count) =>
    run<ListRow>(context, "trace-list", {
      ...shared,
      ...toRangeParams(window),
      spanTo: toSqlTime(hasConditions ? window.toNs + slackNs : window.toNs),
      cursorStart: key === undefined ? endOfTime : toSqlTime(BigInt(key[0])),
      cursorId: key?.[1] ?? "",
      limit: count,
    }),
  );
}

function slowest(
  range: Range,
  limit: number,
  key: readonly [string, string] | undefined,
  shared: QueryParams,
  hasConditions: boolean,
  context: ApiContext,
): Promise<ListRow[]> {
  return run<ListRow>(context, "trace-list-slowest", {
    ...shared,
    ...toRangeParams(range),
    spanTo: toSqlTime(range.toNs + slackNs),
    conditions: hasConditions ? 1 : 0,
    cursorNs: key?.[0] ?? "9223372036854775807",
    cursorId: key?.[1] ?? "",
    limit: limit + 1,
  });
}

async function summarise(page: readonly ListRow[], context: ApiContext): Promise<TraceSummary[]> {
  if (page.length === 0) return [];
  const starts = page.map((row) => BigInt(row.startNs));
  const ends = page.map((row) => BigInt(row.endNs));
  const summaries = await run<TraceSummary>(context, "trace-page", {
    ids: page.map((row) => row.traceId),
    ...toRangeParams({
      fromNs: starts.reduce((least, ns) => (ns < least ? ns : least)),
      toNs: ends.reduce((most, ns) => (ns > most ? ns : most)),
    }),
  });
  const byId = new Map(summaries.map((summary) => [summary.traceId, summary]));
  return page.flatMap((row) => {
    const summary = byId.get(row.traceId);
    return summary === undefined
      ? []
      : [{ ...summary, spanCount: Number(summary.spanCount), errorCount: Number(summary.errorCount) }];
  });
}

function toNs(ms: number): string {
  return BigInt(Math.round(ms * 1e6)).toString();
}
