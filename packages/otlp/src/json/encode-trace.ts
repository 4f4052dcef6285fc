// Trace export requests to JSON.
import { toInt32, toUint32, toUint64 } from "../number.ts";
import type { ResourceSpans, ScopeSpans, Span, SpanEvent, SpanLink } from "../trace.ts";
import { resourceJson, scopeJson } from "./resource.ts";
import { attributesJson } from "./value.ts";
import { idJson, optionalInteger, optionalList, optionalNumber, optionalText } from "./write-field.ts";

/**
 * Encodes an `ExportTraceServiceRequest` as OTLP-JSON, without spaces or line ends.
 *
 * @throws {OtlpError} `OTLP_TOO_DEEP` when a value is nested deeper than `MAX_DEPTH`.
 * @example
 * ```ts
 * import { encodeTracesJson } from "otlp";
 *
 * encodeTracesJson([]); // => '{"resourceSpans":[]}'
 * ```
 */
export function encodeTracesJson(resourceSpans: readonly ResourceSpans[]): string {
  return JSON.stringify({ resourceSpans: optionalList(resourceSpans, resourceSpansJson) ?? [] });
}

function resourceSpansJson(group: ResourceSpans): unknown {
  return {
    resource: resourceJson(group.resource),
    scopeSpans: optionalList(group.scopeSpans, scopeSpansJson),
    schemaUrl: optionalText(group.schemaUrl),
  };
}

function scopeSpansJson(scopeSpans: ScopeSpans): unknown {
  return {
    scope: scopeJson(scopeSpans.scope),
    spans: optionalList(scopeSpans.spans, spanJson),
    schemaUrl: optionalText(scopeSpans.schemaUrl),
  };
}

function spanJson(span: Span): unknown {
  return {
    traceId: idJson(span.traceId),
    spanId: idJson(span.spanId),
    traceState: optionalText(span.traceState),
    parentSpanId: idJson(span.parentSpanId),
    flags: optionalNumber(toUint32(span.flags)),
    name: optionalText(span.name),
    kind: optionalNumber(toInt32(span.kind)),
    startTimeUnixNano: optionalInteger(toUint64(span.startTimeUnixNano)),
    endTimeUnixNano: optionalInteger(toUint64(span.endTimeUnixNano)),
    attributes: attributesJson(span.attributes),
    droppedAttributesCount: optionalNumber(toUint32(span.droppedAttributesCount)),
    events: optionalList(span.events, eventJson),
    droppedEventsCount: optionalNumber(toUint32(span.droppedEventsCount)),
    links: optionalList(span.links, linkJson),
    droppedLinksCount: optionalNumber(toUint32(span.droppedLinksCount)),
    status: {
      message: optionalText(span.status.message),
      code: optionalNumber(toInt32(span.status.code)),
    },
  };
}

function eventJson(event: SpanEvent): unknown {
  return {
    timeUnixNano: optionalInteger(toUint64(event.timeUnixNano)),
    name: optionalText(event.name),
    attributes: attributesJson(event.attributes),
    droppedAttributesCount: optionalNumber(toUint32(event.droppedAttributesCount)),
  };
}

function linkJson(link: SpanLink): unknown {
  return {
    traceId: idJson(link.traceId),
    spanId: idJson(link.spanId),
    traceState: optionalText(link.traceState),
    attributes: attributesJson(link.attributes),
    droppedAttributesCount: optionalNumber(toUint32(link.droppedAttributesCount)),
    flags: optionalNumber(toUint32(link.flags)),
  };
}
