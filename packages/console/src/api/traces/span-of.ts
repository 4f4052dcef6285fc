// One stored span as the contract has it.
import { type Span, spanKinds, spanStatuses } from "contract";
import { type AttributeColumns, toAttributes, toJsonAttributes } from "../records/attributes-of.ts";

/** A row of `trace-spans`. */
export interface SpanColumns extends AttributeColumns {
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

/** @param traceId the trace of the row, 32 hex digits. */
export function toSpan(row: SpanColumns, traceId: string): Span {
  return {
    traceId,
    spanId: row.spanId,
    parentSpanId: row.parentSpanId,
    traceState: row.traceState,
    flags: row.flags,
    name: row.spanName,
    kind: spanKinds[row.kind] ?? "unspecified",
    service: row.serviceName,
    startNs: row.startNs,
    durationNs: row.durationNs,
    status: spanStatuses[row.status] ?? "unset",
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
