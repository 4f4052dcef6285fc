// A finished span into the bytes that leave: one `spans` field of ScopeSpans (opentelemetry/proto/trace/v1).
import type { TraceState } from "@opentelemetry/api";
import type { ByteWriter } from "otlp";
import { highWord, lowWord } from "./clock.ts";
import { writeAttributes } from "./encode.ts";
import type { RecordedEvent, RecordedLink, RecordedSpan } from "./recorded-span.ts";

const varintWire = 0;
const fixed64Wire = 1;
const fixed32Wire = 5;
/** Bits 8 and 9 of OTLP flags: it is known whether the parent is remote, and it is. */
const hasRemote = 0x100;
const isRemote = 0x200;

/** Writes `span` as field 2, the `spans` of a ScopeSpans. */
export function encodeSpan(writer: ByteWriter, span: RecordedSpan): void {
  const { identity, parent } = span;
  const mark = writer.open(2);
  writer.traceId(1, identity.t0, identity.t1, identity.t2, identity.t3);
  writer.spanId(2, identity.s0, identity.s1);
  if (identity.traceState !== undefined) writeTraceState(writer, 3, identity.traceState);
  if (parent !== undefined) writer.spanId(4, parent.s0, parent.s1);
  writer.string(5, span.name);
  writer.tag(6, varintWire);
  writer.varint(span.kind + 1);
  writeMoment(writer, 7, span.startMoment);
  writeMoment(writer, 8, span.endMoment);
  writeAttributes(writer, 9, span.attributes);
  writeCount(writer, 10, span.droppedAttributes);
  if (span.events !== undefined) for (const event of span.events) writeEvent(writer, event);
  writeCount(writer, 12, span.droppedEvents);
  if (span.links !== undefined) for (const link of span.links) writeLink(writer, link);
  writeCount(writer, 14, span.droppedLinks);
  if (span.statusCode !== 0) {
    const status = writer.open(15);
    if (span.statusMessage !== "") writer.string(2, span.statusMessage);
    writer.tag(3, varintWire);
    writer.varint(span.statusCode);
    writer.close(status);
  }
  writer.tag(16, fixed32Wire);
  writer.fixed32(identity.flags | hasRemote | (parent?.remote === true ? isRemote : 0));
  writer.close(mark);
}

/** Writes a moment as `fixed64` epoch nanoseconds. */
export function writeMoment(writer: ByteWriter, field: number, moment: number): void {
  writer.tag(field, fixed64Wire);
  writer.fixed64Words(lowWord(moment), highWord(moment));
}

/** Writes a count unless it is 0. */
export function writeCount(writer: ByteWriter, field: number, count: number): void {
  if (count === 0) return;
  writer.tag(field, varintWire);
  writer.varint(count);
}

function writeTraceState(writer: ByteWriter, field: number, traceState: TraceState): void {
  const text = traceState.serialize();
  if (text !== "") writer.string(field, text);
}

function writeEvent(writer: ByteWriter, event: RecordedEvent): void {
  const mark = writer.open(11);
  writeMoment(writer, 1, event.moment);
  writer.string(2, event.name);
  writeAttributes(writer, 3, event.attributes);
  writeCount(writer, 4, event.dropped);
  writer.close(mark);
}

function writeLink(writer: ByteWriter, link: RecordedLink): void {
  const { identity } = link;
  const mark = writer.open(13);
  writer.traceId(1, identity.t0, identity.t1, identity.t2, identity.t3);
  writer.spanId(2, identity.s0, identity.s1);
  if (identity.traceState !== undefined) writeTraceState(writer, 3, identity.traceState);
  writeAttributes(writer, 4, link.attributes);
  writeCount(writer, 5, link.dropped);
  writer.tag(6, fixed32Wire);
  writer.fixed32(identity.flags | hasRemote | (identity.remote ? isRemote : 0));
  writer.close(mark);
}
