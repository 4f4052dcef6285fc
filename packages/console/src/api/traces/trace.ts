// GET /api/traces/{id}: one trace with its spans, log and business records. A trace whose spans were not sampled
// still has its records (`kept: false`); an unknown trace is a 404.
import type { ParamsOf, Span, SpanKind, SpanStatus, Trace } from "contract";
import { ProblemError } from "../../problem/problem.ts";
import { type AttributeColumns, toAttributes, toJsonAttributes } from "../records/attributes-of.ts";
import { type BusinessColumns, toBusinessEvent } from "../records/business-event.ts";
import type { ApiContext } from "../context.ts";
import { run } from "../context.ts";
import { type LogColumns, toLogRecord } from "../records/log-record.ts";
import { findResources } from "../records/resources.ts";

const maxSpans = 20_000;
const maxLogs = 5_000;
const maxBusinessEvents = 2_000;

interface SpanColumns extends AttributeColumns {
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly startNs: string;
  readonly durationNs: string;
  readonly spanName: string;
  readonly kind: number;
  readonly status: number;
  readonly statusMessage: string;
  readonly serviceName: string;
  readonly traceState: string;
  readonly flags: number;
  readonly resourceId: string;
  readonly scopeName: string;
  readonly scopeVersion: string;
  readonly eventTimes: readonly string[];
  readonly eventNames: readonly string[];
  readonly eventAttributes: readonly string[];
  readonly eventDropped: readonly number[];
  readonly linkTraceIds: readonly string[];
  readonly linkSpanIds: readonly string[];
  readonly linkTraceStates: readonly string[];
  readonly linkFlags: readonly number[];
  readonly linkAttributes: readonly string[];
  readonly linkDropped: readonly number[];
  readonly droppedAttributes: number;
  readonly droppedEvents: number;
  readonly droppedLinks: number;
}

export async function getTrace(
  { id: traceId }: ParamsOf<"GET /api/traces/:id">,
  context: ApiContext,
): Promise<Trace> {
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
    ...extentOf(spans, [...logs, ...businessEvents]),
    spans: spans.map((row) => toSpan(row, traceId)),
    resources: Object.fromEntries(resources),
    logs: logs.map((row) => toLogRecord(row, resources)),
    businessEvents: businessEvents.map(toBusinessEvent),
    truncated,
  };
}

function unknownTrace(traceId: string): ProblemError {
  return new ProblemError(
    "TRACE_UNKNOWN",
    `Cannot find trace \`${traceId}\`: neither spans nor log or business records of it are stored.`,
    "Check the id and the retention; a trace that has just been sent may take a second.",
  );
}

/** From the first to the last moment of the spans, or of the records when there are no spans. */
function extentOf(
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

const kinds: readonly SpanKind[] = ["unspecified", "internal", "server", "client", "producer", "consumer"];
const statuses: readonly SpanStatus[] = ["unset", "ok", "error"];

function toSpan(row: SpanColumns, traceId: string): Span {
  return {
    traceId,
    spanId: row.spanId,
    parentSpanId: row.parentSpanId,
    traceState: row.traceState,
    flags: row.flags,
    name: row.spanName,
    kind: kinds[row.kind] ?? "unspecified",
    service: row.serviceName,
    startNs: row.startNs,
    durationNs: row.durationNs,
    status: statuses[row.status] ?? "unset",
    statusMessage: row.statusMessage,
    attributes: toAttributes(row),
    resourceId: row.resourceId,
    scope: { name: row.scopeName, version: row.scopeVersion },
    events: row.eventTimes.map((timeNs, at) => ({
      timeNs,
      name: row.eventNames[at] ?? "",
      attributes: toJsonAttributes(row.eventAttributes[at] ?? ""),
      droppedAttributesCount: row.eventDropped[at] ?? 0,
    })),
    links: row.linkTraceIds.map((linked, at) => ({
      traceId: linked,
      spanId: row.linkSpanIds[at] ?? "",
      traceState: row.linkTraceStates[at] ?? "",
      attributes: toJsonAttributes(row.linkAttributes[at] ?? ""),
      flags: row.linkFlags[at] ?? 0,
      droppedAttributesCount: row.linkDropped[at] ?? 0,
    })),
    droppedAttributesCount: row.droppedAttributes,
    droppedEventsCount: row.droppedEvents,
    droppedLinksCount: row.droppedLinks,
  };
}
