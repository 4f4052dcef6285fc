// GET /api/traces/{id}: one trace with its spans, log and business records. A trace whose spans were not sampled
// still has its records (`kept: false`); an unknown trace is a 404.
import type { Attributes, ParamsOf, SpanDetail, Trace, TraceMatches } from "contract";
import { ProblemError } from "../../problem/problem.ts";
import { type BusinessColumns, toBusinessEvent } from "../records/business-event.ts";
import type { ApiContext } from "../context.ts";
import { run } from "../context.ts";
import { type LogColumns, toLogRecord } from "../records/log-record.ts";
import { findResources } from "../records/resources.ts";
import { type SpanColumns, toSpan } from "./span-of.ts";
import { extentOf, type OutlineColumns, toOutline } from "./outline.ts";

const maxSpans = 20_000;
/** A trace with more spans than this is answered as an outline when the caller takes one. */
const outlineAbove = 5_000;
const maxOutlined = 200_000;
const maxLogs = 5_000;
const maxBusinessEvents = 2_000;

export async function getTrace(
  { id: traceId, detail }: ParamsOf<"GET /api/traces/:id">,
  context: ApiContext,
): Promise<Trace> {
  if (detail === "auto" && (await isLarge(traceId, context))) return getOutline(traceId, context);
  const [spanRows, logRows, businessRows] = await Promise.all([
    run<SpanColumns>(context, "trace-spans", { id: traceId, limit: maxSpans + 1 }),
    run<LogColumns>(context, "trace-logs", { id: traceId, limit: maxLogs + 1 }),
    run<BusinessColumns>(context, "trace-business", { id: traceId, limit: maxBusinessEvents + 1 }),
  ]);
  if (spanRows.length + logRows.length + businessRows.length === 0) throw unknownTrace(traceId);
  const truncated =
    spanRows.length > maxSpans || logRows.length > maxLogs || businessRows.length > maxBusinessEvents;
  const spans = spanRows.slice(0, maxSpans);
  const logs = logRows.slice(0, maxLogs);
  const businessEvents = businessRows.slice(0, maxBusinessEvents);
  const resources = await findResources(
    [...spans, ...logs].map((row) => row.resourceId),
    context,
  );
  return {
    traceId,
    kept: spans.length > 0,
    ...extentOfRows(spans, [...logs, ...businessEvents]),
    spans: spans.map((row) => toSpan(row, traceId)),
    resources: Object.fromEntries(resources),
    logs: logs.map((row) => toLogRecord(row, resources)),
    businessEvents: businessEvents.map(toBusinessEvent),
    truncated,
  };
}

async function isLarge(traceId: string, context: ApiContext): Promise<boolean> {
  const [extent] = await run<{ spanCount: string }>(context, "trace-extents", { ids: [traceId] });
  return Number(extent?.spanCount ?? 0) > outlineAbove;
}

async function getOutline(traceId: string, context: ApiContext): Promise<Trace> {
  const [[columns], logRows, businessRows] = await Promise.all([
    run<OutlineColumns>(context, "trace-outline", { id: traceId, limit: maxOutlined }),
    run<LogColumns>(context, "trace-logs", { id: traceId, limit: maxLogs + 1 }),
    run<BusinessColumns>(context, "trace-business", { id: traceId, limit: maxBusinessEvents + 1 }),
  ]);
  if (columns === undefined) throw unknownTrace(traceId);
  const outline = toOutline(columns);
  const resources = await findResources(outline.resourceIds, context);
  return {
    traceId,
    kept: true,
    ...extentOf(outline),
    spans: [],
    outline,
    resources: Object.fromEntries(resources),
    // Resources would make the records several times as large, and are those of their spans.
    logs: logRows.slice(0, maxLogs).map((row) => toLogRecord(row, none)),
    businessEvents: businessRows.slice(0, maxBusinessEvents).map(toBusinessEvent),
    truncated:
      outline.starts.length >= maxOutlined ||
      logRows.length > maxLogs ||
      businessRows.length > maxBusinessEvents,
  };
}

const none: ReadonlyMap<string, Attributes> = new Map();

/** Answers with one span and its resource. */
export async function getSpan(
  { id: traceId, span: spanId }: ParamsOf<"GET /api/traces/:id/spans/:span">,
  context: ApiContext,
): Promise<SpanDetail> {
  const [row] = await run<SpanColumns>(context, "trace-spans", { id: traceId, span: spanId, limit: 1 });
  if (row === undefined) {
    throw new ProblemError(
      "SPAN_UNKNOWN",
      `Cannot find span \`${spanId}\` in trace \`${traceId}\`.`,
      "Check both ids and the retention.",
    );
  }
  const resources = await findResources([row.resourceId], context);
  return { span: toSpan(row, traceId), resource: resources.get(row.resourceId) ?? {} };
}

/** Answers with the spans that contain all words of a text; without a word, none. */
export async function searchTrace(
  { id: traceId, text = "" }: ParamsOf<"GET /api/traces/:id/search">,
  context: ApiContext,
): Promise<TraceMatches> {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return { spanIds: [], truncated: false };
  const rows = await run<{ spanId: string }>(context, "trace-search", {
    id: traceId,
    words,
    limit: maxOutlined + 1,
  });
  return {
    spanIds: rows.slice(0, maxOutlined).map(({ spanId }) => spanId),
    truncated: rows.length > maxOutlined,
  };
}

/** The error for a trace of which nothing is stored. */
export function unknownTrace(traceId: string): ProblemError {
  return new ProblemError(
    "TRACE_UNKNOWN",
    `Cannot find trace \`${traceId}\`: neither spans nor log or business records of it are stored.`,
    "Check the id and the retention; a trace that has just been sent may take a second.",
  );
}

/** From the first to the last moment of the spans, or of the records when there are no spans. */
function extentOfRows(
  spans: readonly SpanColumns[],
  records: readonly { readonly timeNs: string }[],
): { startNs: string; durationNs: string } {
  const moments =
    spans.length > 0
      ? spans.flatMap((span) => [BigInt(span.startNs), BigInt(span.startNs) + BigInt(span.durationNs)])
      : records.map((record) => BigInt(record.timeNs));
  const start = moments.reduce((least, ns) => (ns < least ? ns : least));
  const end = moments.reduce((most, ns) => (ns > most ? ns : most));
  return { startNs: start.toString(), durationNs: (end - start).toString() };
}
