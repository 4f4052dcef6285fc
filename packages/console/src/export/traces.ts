// Rows of spans back to the request they may have come in.
import type { ResourceSpans, Span } from "otlp";
import { fromJson, fromTypedColumns, toId, type TypedColumns } from "./any-value.ts";
import { gather, type KnownResource, type OriginColumns } from "./origin.ts";

/** A row of `export-spans`. */
export interface SpanColumns extends OriginColumns, TypedColumns {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string;
  readonly startNs: string;
  readonly durationNs: string;
  readonly spanName: string;
  readonly kind: number;
  readonly status: number;
  readonly statusMessage: string;
  readonly traceState: string;
  readonly flags: number;
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

export function toTraces(
  rows: readonly SpanColumns[],
  resourceOf: (id: string) => KnownResource,
): readonly ResourceSpans[] {
  return gather(rows, resourceOf).map(({ resource, schemaUrl, scopes }) => ({
    resource,
    schemaUrl,
    scopeSpans: scopes.map(({ scope, rows: spans }) => ({ scope, spans: spans.map(toSpan), schemaUrl: "" })),
  }));
}

function toSpan(row: SpanColumns): Span {
  const start = BigInt(row.startNs);
  return {
    traceId: Buffer.from(row.traceId, "hex"),
    spanId: Buffer.from(row.spanId, "hex"),
    parentSpanId: toId(row.parentSpanId),
    traceState: row.traceState,
    flags: row.flags,
    name: row.spanName,
    kind: row.kind,
    startTimeUnixNano: start,
    endTimeUnixNano: start + BigInt(row.durationNs),
    attributes: fromTypedColumns(row),
    droppedAttributesCount: row.droppedAttributes,
    events: row.eventTimes.map((time, at) => ({
      timeUnixNano: BigInt(time),
      name: row.eventNames[at]!,
      attributes: fromJson(row.eventAttributes[at]!),
      droppedAttributesCount: row.eventDropped[at]!,
    })),
    droppedEventsCount: row.droppedEvents,
    links: row.linkTraceIds.map((id, at) => ({
      traceId: Buffer.from(id, "hex"),
      spanId: Buffer.from(row.linkSpanIds[at]!, "hex"),
      traceState: row.linkTraceStates[at]!,
      flags: row.linkFlags[at]!,
      attributes: fromJson(row.linkAttributes[at]!),
      droppedAttributesCount: row.linkDropped[at]!,
    })),
    droppedLinksCount: row.droppedLinks,
    status: { code: row.status, message: row.statusMessage },
  };
}
