// Trace export requests to protobuf.
import { ByteWriter } from "../byte-writer.ts";
import type { ResourceSpans, ScopeSpans, Span, SpanEvent, SpanLink, SpanStatus } from "../trace.ts";
import { writeBytes, writeFixed32, writeFixed64, writeInt32, writeString, writeUint32 } from "./field.ts";
import { writeResource, writeScope } from "./resource.ts";
import { writeAttributes } from "./value.ts";

/**
 * Encodes an `ExportTraceServiceRequest` (the same bytes as a `TracesData`).
 *
 * Numbers out of range are clamped, ids are written as they are.
 *
 * @throws {OtlpError} `OTLP_TOO_DEEP` when a value is nested deeper than `MAX_DEPTH`.
 * @example
 * ```ts
 * import { decodeTraces, encodeTraces } from "otlp";
 *
 * const none = new Map();
 * const span = {
 *   traceId: new Uint8Array(16).fill(1), spanId: new Uint8Array(8).fill(2), parentSpanId: new Uint8Array(0),
 *   traceState: "", flags: 1, name: "charge card", kind: 3, startTimeUnixNano: 1_000n, endTimeUnixNano: 2_000n,
 *   attributes: new Map([["order.id", "order-789"]]), droppedAttributesCount: 0, events: [], droppedEventsCount: 0,
 *   links: [], droppedLinksCount: 0, status: { code: 0, message: "" },
 * };
 * const bytes = encodeTraces([
 *   {
 *     resource: { attributes: new Map([["service.name", "orders"]]), droppedAttributesCount: 0 },
 *     scopeSpans: [{ scope: { name: "shop", version: "1", attributes: none, droppedAttributesCount: 0 }, spans: [span], schemaUrl: "" }],
 *     schemaUrl: "",
 *   },
 * ]);
 * const [decoded] = decodeTraces(bytes);
 * decoded?.resource.attributes.get("service.name"); // => "orders"
 * decoded?.scopeSpans[0]?.spans[0]?.attributes.get("order.id"); // => "order-789"
 * ```
 */
export function encodeTraces(resourceSpans: readonly ResourceSpans[]): Uint8Array {
  const writer = new ByteWriter();
  for (const group of resourceSpans) {
    const mark = writer.open(1);
    writeResource(writer, 1, group.resource);
    for (const scopeSpans of group.scopeSpans) writeScopeSpans(writer, scopeSpans);
    writeString(writer, 3, group.schemaUrl);
    writer.close(mark);
  }
  return writer.finish();
}

function writeScopeSpans(writer: ByteWriter, scopeSpans: ScopeSpans): void {
  const mark = writer.open(2);
  writeScope(writer, 1, scopeSpans.scope);
  for (const span of scopeSpans.spans) writeSpan(writer, 2, span);
  writeString(writer, 3, scopeSpans.schemaUrl);
  writer.close(mark);
}

function writeSpan(writer: ByteWriter, field: number, span: Span): void {
  const mark = writer.open(field);
  writeBytes(writer, 1, span.traceId);
  writeBytes(writer, 2, span.spanId);
  writeString(writer, 3, span.traceState);
  writeBytes(writer, 4, span.parentSpanId);
  writeString(writer, 5, span.name);
  writeInt32(writer, 6, span.kind);
  writeFixed64(writer, 7, span.startTimeUnixNano);
  writeFixed64(writer, 8, span.endTimeUnixNano);
  writeAttributes(writer, 9, span.attributes);
  writeUint32(writer, 10, span.droppedAttributesCount);
  for (const event of span.events) writeEvent(writer, 11, event);
  writeUint32(writer, 12, span.droppedEventsCount);
  for (const link of span.links) writeLink(writer, 13, link);
  writeUint32(writer, 14, span.droppedLinksCount);
  writeStatus(writer, 15, span.status);
  writeFixed32(writer, 16, span.flags);
  writer.close(mark);
}

function writeEvent(writer: ByteWriter, field: number, event: SpanEvent): void {
  const mark = writer.open(field);
  writeFixed64(writer, 1, event.timeUnixNano);
  writeString(writer, 2, event.name);
  writeAttributes(writer, 3, event.attributes);
  writeUint32(writer, 4, event.droppedAttributesCount);
  writer.close(mark);
}

function writeLink(writer: ByteWriter, field: number, link: SpanLink): void {
  const mark = writer.open(field);
  writeBytes(writer, 1, link.traceId);
  writeBytes(writer, 2, link.spanId);
  writeString(writer, 3, link.traceState);
  writeAttributes(writer, 4, link.attributes);
  writeUint32(writer, 5, link.droppedAttributesCount);
  writeFixed32(writer, 6, link.flags);
  writer.close(mark);
}

function writeStatus(writer: ByteWriter, field: number, status: SpanStatus): void {
  if (status.code === 0 && status.message === "") return;
  const mark = writer.open(field);
  writeString(writer, 2, status.message);
  writeInt32(writer, 3, status.code);
  writer.close(mark);
}
