// Trace export requests from protobuf.
import { type Budget, COST } from "../budget.ts";
import { ByteReader } from "../byte-reader.ts";
import type { ResourceSpans, ScopeSpans, Span, SpanEvent, SpanLink, SpanStatus } from "../trace.ts";
import { NO_ATTRIBUTES, NO_BYTES, NO_ITEMS, NO_RESOURCE, NO_SCOPE, type Writable } from "../value.ts";
import { readResource, readScope } from "./resource.ts";
import { appended } from "./repeated.ts";
import { collectAttribute, readAttribute } from "./value.ts";
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
 * validated. Invalid UTF-8 becomes U+FFFD, unknown fields are skipped, counts beyond 32 bits are truncated as protobuf
 * does. When a singular field occurs twice, resources, scopes and statuses are merged; of scalars and values the last
 * one wins.
 *
 * With a `tape`, the attributes of spans stay encoded: the tape records their positions, and they become maps on first use. Messages
 * that share a `budget` may together take the memory of one.
 *
 * @throws {OtlpError} when `bytes` are not such a message. Throws nothing else.
 * @example
 * ```ts
 * import { decodeTraces } from "otlp";
 *
 * decodeTraces(new Uint8Array(0)); // => []
 * ```
 */
export function decodeTraces(bytes: Uint8Array, tape?: AttributeTape, budget?: Budget): ResourceSpans[] {
  const reader = new ByteReader(bytes, tape, budget);
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
  reader.tape?.begin();
  const span = emptySpan();
  let tag = readUsualFields(reader, span);
  while (tag !== 0) {
    readRareField(reader, tag, span);
    tag = readUsualFields(reader, span);
  }
  reader.leave(outer);
  if (reader.tape !== undefined) span.attributes = reader.tape.attributes();
  return span;
}

function emptySpan(): Writable<Span> {
  return {
    traceId: NO_BYTES,
    spanId: NO_BYTES,
    parentSpanId: NO_BYTES,
    traceState: "",
    flags: 0,
    name: "",
    kind: 0,
    startTimeUnixNano: 0n,
    endTimeUnixNano: 0n,
    attributes: NO_ATTRIBUTES,
    droppedAttributesCount: 0,
    events: NO_ITEMS,
    droppedEventsCount: 0,
    links: NO_ITEMS,
    droppedLinksCount: 0,
    status: UNSET,
  };
}

/** Reads fields that most spans have. Returns the tag of the first other one, 0 at the end of the span. */
function readUsualFields(reader: ByteReader, span: Writable<Span>): number {
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    switch (tag) {
      case 0x0a:
        span.traceId = reader.bytes();
        break;
      case 0x12:
        span.spanId = reader.bytes();
        break;
      case 0x22:
        span.parentSpanId = reader.bytes();
        break;
      case 0x2a:
        span.name = reader.key();
        break;
      case 0x30:
        span.kind = reader.int32();
        break;
      case 0x39:
        span.startTimeUnixNano = reader.fixed64();
        break;
      case 0x41:
        span.endTimeUnixNano = reader.fixed64();
        break;
      case 0x4a:
        span.attributes = collectAttribute(reader, span.attributes);
        break;
      case 0x7a:
        span.status = readStatus(reader, span.status);
        break;
      case 0x85:
        span.flags = reader.fixed32();
        break;
      default:
        return tag;
    }
  }
  return 0;
}

function readRareField(reader: ByteReader, tag: number, span: Writable<Span>): void {
  switch (tag) {
    case 0x1a:
      span.traceState = reader.string();
      break;
    case 0x50:
      span.droppedAttributesCount = reader.uint32();
      break;
    case 0x5a:
      span.events = appended(span.events, readEvent(reader));
      break;
    case 0x60:
      span.droppedEventsCount = reader.uint32();
      break;
    case 0x6a:
      span.links = appended(span.links, readLink(reader));
      break;
    case 0x70:
      span.droppedLinksCount = reader.uint32();
      break;
    default:
      reader.skip(tag, SPAN_FIELDS);
  }
}

function readEvent(reader: ByteReader): SpanEvent {
  reader.charge(COST.event);
  const outer = reader.enter();
  let timeUnixNano = 0n;
  let name = "";
  let attributes = NO_ATTRIBUTES;
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
  return { timeUnixNano, name, attributes, droppedAttributesCount };
}

function readLink(reader: ByteReader): SpanLink {
  reader.charge(COST.link);
  const outer = reader.enter();
  let traceId = NO_BYTES;
  let spanId = NO_BYTES;
  let traceState = "";
  let flags = 0;
  let attributes = NO_ATTRIBUTES;
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
    attributes,
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
