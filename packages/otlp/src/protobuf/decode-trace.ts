// Trace export requests from protobuf.
import { COST } from "../budget.ts";
import { ByteReader } from "../byte-reader.ts";
import type { ResourceSpans, ScopeSpans, Span, SpanEvent, SpanLink, SpanStatus } from "../trace.ts";
import { type AnyValue, NO_ATTRIBUTES, NO_BYTES, NO_ITEMS, NO_RESOURCE, NO_SCOPE } from "../value.ts";
import { readResource, readScope } from "./resource.ts";
import { readAttribute } from "./value.ts";
import type { AttributeTape } from "./wire-attributes.ts";

const REQUEST_FIELDS = 0b10;
const RESOURCE_SPANS_FIELDS = 0b1110;
const SCOPE_SPANS_FIELDS = 0b1110;
const SPAN_FIELDS = 0b1_1111_1111_1111_1110;
const EVENT_FIELDS = 0b1_1110;
const LINK_FIELDS = 0b111_1110;
const STATUS_FIELDS = 0b1100;
const UNSET: SpanStatus = Object.freeze({ code: 0, message: "" });

/**
 * Decodes an `ExportTraceServiceRequest` (or a `TracesData`).
 *
 * Ids and byte values are views into `bytes`, which they keep alive: copy what outlives the request. Ids are not
 * validated. Invalid UTF-8 becomes U+FFFD, unknown fields are skipped, counts beyond 32 bits are cut as protobuf
 * does. Where a message that stands once comes twice, resources, scopes and statuses are merged, scalars and values
 * are replaced by the last.
 *
 * With a `tape` the attributes of spans stay as they lie in `bytes`, noted on it, and become maps when somebody looks at them.
 *
 * @throws {OtlpError} for anything that is not such a message, and nothing else.
 * @example
 * ```ts
 * import { decodeTraces } from "otlp";
 *
 * decodeTraces(new Uint8Array(0)); // => []
 * ```
 */
export function decodeTraces(bytes: Uint8Array, tape?: AttributeTape): ResourceSpans[] {
  const reader = new ByteReader(bytes, tape);
  const groups: ResourceSpans[] = [];
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    if (tag === 0x0a) groups.push(readResourceSpans(reader));
    else reader.skip(tag, REQUEST_FIELDS);
  }
  return groups;
}

function readResourceSpans(reader: ByteReader): ResourceSpans {
  reader.charge(COST.resource);
  const outer = reader.enter();
  let resource = NO_RESOURCE;
  const scopeSpans: ScopeSpans[] = [];
  let schemaUrl = "";
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    switch (tag) {
      case 0x0a:
        resource = readResource(reader, resource);
        break;
      case 0x12:
        scopeSpans.push(readScopeSpans(reader));
        break;
      case 0x1a:
        schemaUrl = reader.string();
        break;
      default:
        reader.skip(tag, RESOURCE_SPANS_FIELDS);
    }
  }
  reader.leave(outer);
  return { resource, scopeSpans, schemaUrl };
}

function readScopeSpans(reader: ByteReader): ScopeSpans {
  reader.charge(COST.scope);
  const outer = reader.enter();
  let scope = NO_SCOPE;
  const spans: Span[] = [];
  let schemaUrl = "";
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    switch (tag) {
      case 0x0a:
        scope = readScope(reader, scope);
        break;
      case 0x12:
        spans.push(readSpan(reader));
        break;
      case 0x1a:
        schemaUrl = reader.string();
        break;
      default:
        reader.skip(tag, SCOPE_SPANS_FIELDS);
    }
  }
  reader.leave(outer);
  return { scope, spans, schemaUrl };
}

function readSpan(reader: ByteReader): Span {
  reader.charge(COST.span);
  const outer = reader.enter();
  let traceId = NO_BYTES;
  let spanId = NO_BYTES;
  let parentSpanId = NO_BYTES;
  let traceState = "";
  let flags = 0;
  let name = "";
  let kind = 0;
  let startTimeUnixNano = 0n;
  let endTimeUnixNano = 0n;
  let attributes: Map<string, AnyValue> | undefined;
  let droppedAttributesCount = 0;
  let events: SpanEvent[] | undefined;
  let droppedEventsCount = 0;
  let links: SpanLink[] | undefined;
  let droppedLinksCount = 0;
  let status = UNSET;
  const { tape } = reader;
  const first = tape?.end ?? 0;
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    switch (tag) {
      case 0x0a:
        traceId = reader.bytes();
        break;
      case 0x12:
        spanId = reader.bytes();
        break;
      case 0x1a:
        traceState = reader.string();
        break;
      case 0x22:
        parentSpanId = reader.bytes();
        break;
      case 0x2a:
        name = reader.key();
        break;
      case 0x30:
        kind = reader.int32();
        break;
      case 0x39:
        startTimeUnixNano = reader.fixed64();
        break;
      case 0x41:
        endTimeUnixNano = reader.fixed64();
        break;
      case 0x4a:
        if (tape === undefined) attributes = readAttribute(reader, attributes);
        else tape.read(reader, tape.end === first);
        break;
      case 0x50:
        droppedAttributesCount = reader.uint32();
        break;
      case 0x5a:
        events ??= [];
        events.push(readEvent(reader));
        break;
      case 0x60:
        droppedEventsCount = reader.uint32();
        break;
      case 0x6a:
        links ??= [];
        links.push(readLink(reader));
        break;
      case 0x70:
        droppedLinksCount = reader.uint32();
        break;
      case 0x7a:
        status = readStatus(reader, status);
        break;
      case 0x85:
        flags = reader.fixed32();
        break;
      default:
        reader.skip(tag, SPAN_FIELDS);
    }
  }
  reader.leave(outer);
  return {
    traceId,
    spanId,
    parentSpanId,
    traceState,
    flags,
    name,
    kind,
    startTimeUnixNano,
    endTimeUnixNano,
    attributes: tape?.since(first) ?? attributes ?? NO_ATTRIBUTES,
    droppedAttributesCount,
    events: events ?? NO_ITEMS,
    droppedEventsCount,
    links: links ?? NO_ITEMS,
    droppedLinksCount,
    status,
  };
}

function readEvent(reader: ByteReader): SpanEvent {
  reader.charge(COST.event);
  const outer = reader.enter();
  let timeUnixNano = 0n;
  let name = "";
  let attributes: Map<string, AnyValue> | undefined;
  let droppedAttributesCount = 0;
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    switch (tag) {
      case 0x09:
        timeUnixNano = reader.fixed64();
        break;
      case 0x12:
        name = reader.key();
        break;
      case 0x1a:
        attributes = readAttribute(reader, attributes);
        break;
      case 0x20:
        droppedAttributesCount = reader.uint32();
        break;
      default:
        reader.skip(tag, EVENT_FIELDS);
    }
  }
  reader.leave(outer);
  return { timeUnixNano, name, attributes: attributes ?? NO_ATTRIBUTES, droppedAttributesCount };
}

function readLink(reader: ByteReader): SpanLink {
  reader.charge(COST.link);
  const outer = reader.enter();
  let traceId = NO_BYTES;
  let spanId = NO_BYTES;
  let traceState = "";
  let flags = 0;
  let attributes: Map<string, AnyValue> | undefined;
  let droppedAttributesCount = 0;
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    switch (tag) {
      case 0x0a:
        traceId = reader.bytes();
        break;
      case 0x12:
        spanId = reader.bytes();
        break;
      case 0x1a:
        traceState = reader.string();
        break;
      case 0x22:
        attributes = readAttribute(reader, attributes);
        break;
      case 0x28:
        droppedAttributesCount = reader.uint32();
        break;
      case 0x35:
        flags = reader.fixed32();
        break;
      default:
        reader.skip(tag, LINK_FIELDS);
    }
  }
  reader.leave(outer);
  return {
    traceId,
    spanId,
    traceState,
    flags,
    attributes: attributes ?? NO_ATTRIBUTES,
    droppedAttributesCount,
  };
}

function readStatus(reader: ByteReader, previous: SpanStatus): SpanStatus {
  const outer = reader.enter();
  let { code, message } = previous;
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    switch (tag) {
      case 0x12:
        message = reader.string();
        break;
      case 0x18:
        code = reader.int32();
        break;
      default:
        reader.skip(tag, STATUS_FIELDS);
    }
  }
  reader.leave(outer);
  return { code, message };
}
