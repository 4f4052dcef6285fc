// Decoded spans to rows. A span that cannot be stored is counted with its reason; the rest of its request is stored.
import type { ResourceSpans, Span } from "otlp";
import type { ResourceRow, RowSink, ScopeColumns, SpanRow } from "../store/rows.ts";
import { addSpanErrors } from "./faults/span-errors.ts";
import { isValidId, refuseId, spanIdOrZero } from "./ids.ts";
import { firstKeys, keysOver } from "./keys.ts";
import { createPauses } from "./pauses.ts";
import type { Rejections } from "./rejections.ts";
import { toResourceRow, toScopeColumns } from "./resource.ts";
import type { Sender } from "./sender.ts";
import { clampTime, refuseTime, type TimeBounds } from "./time.ts";

/** What a span without a name is called. OTLP: "empty value is equivalent to an unknown span name". */
const unknownName = "unknown";

/** Spans in `request`, good or not. */
export function countSpans(request: readonly ResourceSpans[]): number {
  let count = 0;
  for (const { scopeSpans } of request) {
    for (const { spans } of scopeSpans) count += spans.length;
  }
  return count;
}

/** Adds a row for each storable span of `request` to `sink`, with pauses, and returns how many it added. Never throws. */
export function* addSpans(
  request: readonly ResourceSpans[],
  sender: Sender,
  sink: Pick<RowSink, "span" | "error">,
  bounds: TimeBounds,
  rejections: Rejections,
): Generator<void, number> {
  const mayPause = createPauses();
  let added = 0;
  for (const { resource, schemaUrl, scopeSpans } of request) {
    const resourceRow = toResourceRow(resource, schemaUrl, sender);
    for (const { scope, spans } of scopeSpans) {
      const scopeColumns = toScopeColumns(scope);
      for (const span of spans) {
        if (mayPause()) yield;
        const reason = refuseSpan(span, bounds);
        if (reason === undefined) {
          const row = toSpanRow(span, resourceRow, scopeColumns);
          sink.span(row);
          added++;
          if (row.events.length > 0) addSpanErrors(row, sink);
        } else {
          rejections.reject(reason);
        }
      }
    }
  }
  return added;
}

function refuseSpan(span: Span, bounds: TimeBounds): string | undefined {
  const trace = refuseId(span.traceId, 16);
  if (trace !== undefined) return `trace_id ${trace}`;
  const own = refuseId(span.spanId, 8);
  if (own !== undefined) return `span_id ${own}`;
  const { length } = span.parentSpanId;
  if (length !== 0 && length !== 8) return `parent_span_id has ${length} bytes instead of 8`;
  const start = refuseTime(span.startTimeUnixNano, bounds);
  if (start !== undefined) return `start_time_unix_nano ${start}`;
  // A missing end or one before the start is stored as no duration: the span happened.
  if (span.endTimeUnixNano > bounds.latestNs) return "end_time_unix_nano lies more than 7 days in the future";
  return undefined;
}

function toSpanRow(span: Span, resource: ResourceRow, scope: ScopeColumns): SpanRow {
  const durationNs = span.endTimeUnixNano - span.startTimeUnixNano;
  const links = span.links.filter((link) => isValidId(link.traceId, 16) && isValidId(link.spanId, 8));
  return {
    resource,
    scope,
    traceId: span.traceId,
    spanId: span.spanId,
    parentId: spanIdOrZero(span.parentSpanId),
    startNs: span.startTimeUnixNano,
    durationNs: durationNs > 0n ? durationNs : 0n,
    name: span.name === "" ? unknownName : span.name,
    kind: span.kind >= 0 && span.kind <= 5 ? span.kind : 0,
    status: span.status.code >= 0 && span.status.code <= 2 ? span.status.code : 0,
    statusMessage: span.status.message,
    traceState: span.traceState,
    flags: span.flags,
    attributes: firstKeys(span.attributes),
    events: span.events.map((event) => ({
      timeNs: clampTime(event.timeUnixNano),
      name: event.name,
      attributes: firstKeys(event.attributes),
      dropped: event.droppedAttributesCount + keysOver(event.attributes),
    })),
    links: links.map((link) => ({
      traceId: link.traceId,
      spanId: link.spanId,
      traceState: link.traceState,
      flags: link.flags,
      attributes: firstKeys(link.attributes),
      dropped: link.droppedAttributesCount + keysOver(link.attributes),
    })),
    droppedAttributes: span.droppedAttributesCount + keysOver(span.attributes),
    droppedEvents: span.droppedEventsCount,
    droppedLinks: span.droppedLinksCount + span.links.length - links.length,
  };
}
