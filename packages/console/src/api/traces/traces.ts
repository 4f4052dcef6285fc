// GET /api/traces: traces of a range, newest first or by a figure.
import type { ParamsOf, TracesResult, TraceSummary } from "contract";
import { z } from "zod";
import type { ApiContext, QueryParams } from "../context.ts";
import { run } from "../context.ts";
import { hexKey, nsKey, readCursor, toCursor } from "../params/cursor.ts";
import { parseFilters } from "../filter/filter.ts";
import { askFiltered, spanFields, toFilterParams } from "../filter/filter-params.ts";
import { limitList } from "../limits/limit-list.ts";
import { cutPage } from "../params/page.ts";
import { readRange } from "../params/params.ts";
import { findNewest } from "./newest-traces.ts";
import { endOf, type Range, toRangeParams } from "../time/range.ts";
import { toSqlTime } from "../time/time.ts";
import { summariseExtents, summariseIds, type TraceMoments } from "./trace-summaries.ts";
import { withValues } from "./trace-values.ts";
import { walkBack } from "../time/walk-back.ts";

/** Of the traces of `id`, which are few: the values of their columns may be long. */
const idBytes = 7_000_000;
/** How much later than its trace a matching span may start. */
const slackNs = 3_600_000_000_000n;
/** How much earlier than a range of spans their traces may begin. */
const earlierNs = 600_000_000_000n;

export async function listTraces(
  params: ParamsOf<"GET /api/traces">,
  context: ApiContext,
): Promise<TracesResult> {
  if (params.id.length > 0) {
    const found = await summariseIds(params.id, context);
    const listed = limitList(await withValues(found, params.column, context), { bytes: idBytes });
    return { items: listed.items, nextCursor: null };
  }
  const { range, spans } = readTimes(params, context);
  const limit = params.limit;
  const all = parseFilters([
    ...params.filter,
    ...(params.service === undefined ? [] : [`service.name=${params.service}`]),
    ...(params.name === undefined ? [] : [`name=${params.name}`]),
  ]);
  // `!error` is about the whole trace: most traces in error have a span without one.
  const given = all.filter(({ operator }) => operator !== "!is");
  const status = given.length < all.length ? "ok" : params.status;
  // A trace is in error when one of its spans is.
  const isErrorsOnly = status === "error" && given.length === 0;
  const conditions = isErrorsOnly ? parseFilters(["status=error"]) : given;
  const toAsked = (filterParams: QueryParams): TraceQuery => ({
    range,
    limit: limit + 1,
    cursor: readCursor(params.cursor, z.tuple([nsKey, hexKey])),
    hasConditions: conditions.length > 0 || params.environment !== undefined || spans !== undefined,
    conditions: { ...filterParams, ...spans, environment: params.environment },
    ofTrace: {
      hasErrors: isErrorsOnly || status === undefined ? undefined : status === "error",
      minNs: params.minDurationMs === undefined ? undefined : toNs(params.minDurationMs),
      maxNs: params.maxDurationMs === undefined ? undefined : toNs(params.maxDurationMs),
    },
  });
  const page =
    params.order === "newest"
      ? await askFiltered(conditions, spanFields, context, async (filterParams) =>
          toPage(await findByTime(toAsked(filterParams), context), limit),
        )
      : await findSorted(
          params.order,
          toAsked(await toFilterParams(conditions, spanFields, context)),
          context,
        );
  const valued = await withValues(page.items, params.column, context);
  // columns may have long values: the next page goes on behind the last trace that has room
  const { page: items, last } = cutPage(valued, limit);
  return { items: [...items], nextCursor: last === undefined ? page.nextCursor : page.cursorOf(last) };
}

/** When traces begin, and, with `within=spans`, the condition when their matching spans do. */
function readTimes(
  params: ParamsOf<"GET /api/traces">,
  context: ApiContext,
): { readonly range: Range; readonly spans?: QueryParams } {
  const range = readRange(params, context);
  if (params.within === "traces") return { range };
  const { from, to } = toRangeParams(range);
  return {
    range: { ...range, fromNs: range.fromNs - earlierNs },
    spans: { spansFrom: from, spansTo: to },
  };
}

interface TraceQuery {
  readonly range: Range;
  /** One more than the page has, to know whether there is another. */
  readonly limit: number;
  readonly cursor: readonly [string, string] | undefined;
  readonly hasConditions: boolean;
  /** On spans: one of them must match. */
  readonly conditions: QueryParams;
  /** On the trace as a whole. */
  readonly ofTrace: {
    readonly hasErrors: boolean | undefined;
    readonly minNs: string | undefined;
    readonly maxNs: string | undefined;
  };
}

interface Page {
  readonly items: readonly TraceSummary[];
  readonly nextCursor: string | null;
  /** The cursor of the page after a trace of this one. */
  cursorOf(trace: TraceSummary): string;
}

/** The first `limit` of `traces`, newest first; one more than that means that there is another page. */
function toPage(traces: readonly TraceSummary[], limit: number): Page {
  const items = traces.slice(0, limit);
  const last = items.at(-1);
  const hasMore = traces.length > limit && last !== undefined;
  return { items, nextCursor: hasMore ? cursorOf(last) : null, cursorOf };
}

function cursorOf({ startNs, traceId }: TraceSummary): string {
  return toCursor([startNs, traceId]);
}

/** Conditions on whole traces are checked trace by trace; if few of many match, the roll-up answers for the rest of the range. */
async function findByTime(asked: TraceQuery, context: ApiContext): Promise<readonly TraceSummary[]> {
  const { traces, knownNs } = await findNewest({ ...asked, fits: toTest(asked.ofTrace) }, context);
  if (traces.length >= asked.limit || knownNs <= asked.range.fromNs) return traces;
  const left = { ...asked, range: { ...asked.range, toNs: knownNs }, limit: asked.limit - traces.length };
  return [...traces, ...(await findByRollup(left, context))];
}

/** `undefined` without conditions on whole traces. */
function toTest({
  hasErrors,
  minNs,
  maxNs,
}: TraceQuery["ofTrace"]): ((trace: TraceSummary) => boolean) | undefined {
  if (hasErrors === undefined && minNs === undefined && maxNs === undefined) return undefined;
  return ({ durationNs, errorCount }) =>
    (hasErrors === undefined || hasErrors === errorCount > 0) &&
    (minNs === undefined || BigInt(durationNs) >= BigInt(minNs)) &&
    (maxNs === undefined || BigInt(durationNs) <= BigInt(maxNs));
}

/** Back over the roll-up, window by window. */
async function findByRollup(asked: TraceQuery, context: ApiContext): Promise<readonly TraceSummary[]> {
  const { range, cursor, limit, hasConditions } = asked;
  const rows = await walkBack(
    { fromNs: range.fromNs, toNs: endOf(range, cursor?.[0]) },
    limit,
    (window, count) =>
      run<TraceMoments>(context, "trace-list", {
        ...asked.conditions,
        ...asked.ofTrace,
        ...toRangeParams(window),
        spanTo: hasConditions ? toSqlTime(window.toNs + slackNs) : undefined,
        cursorStart: cursor && toSqlTime(BigInt(cursor[0])),
        cursorId: cursor?.[1],
        limit: count,
      }),
  );
  return inOrder(rows, await summariseExtents(rows, context));
}

interface SortedRow extends TraceMoments {
  /** Of the roll-up, by which the store sorts. The figures of a summary are counted from spans and may differ for a moment. */
  readonly rank: string;
}

/** By `order`, from the roll-up of the whole range. */
async function findSorted(order: string, asked: TraceQuery, context: ApiContext): Promise<Page> {
  const { range, cursor, limit } = asked;
  const rows = await run<SortedRow>(context, "trace-list-sorted", {
    ...asked.conditions,
    ...asked.ofTrace,
    ...toRangeParams(range),
    spanTo: asked.hasConditions ? toSqlTime(range.toNs + slackNs) : undefined,
    order,
    cursorRank: cursor?.[0],
    cursorId: cursor?.[1],
    limit,
  });
  const listed = rows.slice(0, limit - 1);
  const last = listed.at(-1);
  const ranks = new Map(listed.map(({ traceId, rank }) => [traceId, rank]));
  return {
    items: inOrder(listed, await summariseExtents(listed, context)),
    nextCursor: rows.length === limit && last !== undefined ? toCursor([last.rank, last.traceId]) : null,
    cursorOf: ({ traceId }) => toCursor([ranks.get(traceId)!, traceId]),
  };
}

function inOrder(rows: readonly TraceMoments[], summaries: readonly TraceSummary[]): readonly TraceSummary[] {
  const byId = new Map(summaries.map((summary) => [summary.traceId, summary]));
  return rows.flatMap((row) => byId.get(row.traceId) ?? []);
}

function toNs(ms: number): string {
  return BigInt(Math.round(ms * 1e6)).toString();
}
