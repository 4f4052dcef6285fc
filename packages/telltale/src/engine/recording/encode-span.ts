// A finished span into the bytes that leave: one `spans` field of ScopeSpans (opentelemetry/proto/trace/v1).
import type { TraceState } from "@opentelemetry/api";
import type { ByteWriter } from "otlp";
import { putMoment } from "../runtime/clock.ts";
import { writeAttributes } from "../encode/encode.ts";
import { writeContext } from "../context/encode-context.ts";
import { redactName, redactText } from "../redaction/redaction.ts";
import { redactTraceState } from "../redaction/trace-state.ts";
import { type Identity, exportedFlags } from "../span/span-context.ts";
import type { RecordedEvent, RecordedLink, RecordedSpan } from "./recorded-span.ts";

const varintWire = 0;
const fixed64Wire = 1;
const fixed32Wire = 5;
/** Bits 8 and 9 of OTLP flags: it is known whether the parent is remote, and it is. */
const hasRemote = 0x100;
const isRemote = 0x200;
/** Room for ids, kind, times and flags with their tags. */
const maxHead = 80;

/** Writes `span` as field 2, the `spans` of a ScopeSpans. */
export function encodeSpan(writer: ByteWriter, span: RecordedSpan): void {
  const { identity } = span;
  const mark = writer.open(2);
  writeHead(writer, span);
  if (identity.traceState !== undefined) writeTraceState(writer, 3, identity.traceState);
  writer.string(5, redactName(span.name));
  const { context, own } = span;
  const crowdedOut = context === undefined ? 0 : writeContext(writer, 9, context, own, span.limits);
  writeAttributes(writer, 9, own);
  if (span.marks !== undefined) writer.append(span.marks.bytes);
  writeCount(writer, 10, span.droppedAttributes + crowdedOut);
  if (span.events !== undefined) for (const event of span.events) writeEvent(writer, event);
  writeCount(writer, 12, span.droppedEvents);
  if (span.links !== undefined) for (const link of span.links) writeLink(writer, link);
  writeCount(writer, 14, span.droppedLinks);
  if (span.statusCode !== 0) {
    const status = writer.open(15);
    if (span.statusMessage !== "") writer.string(2, redactText(span.statusMessage));
    writer.tag(3, varintWire);
    writer.varint(span.statusCode);
    writer.close(status);
  }
  writer.close(mark);
}

/** The fields of fixed size, which every span has, in one go: ids, kind, times, flags. */
function writeHead(
  writer: ByteWriter,
  { identity, parent, kind, startMoment, endMoment }: RecordedSpan,
): void {
  const view = writer.room(maxHead);
  let at = writer.length;
  at = putTraceId(view, at, 0x0a, identity);
  at = putSpanId(view, at, 0x12, identity);
  if (parent !== undefined) at = putSpanId(view, at, 0x22, parent);
  view.setUint16(at, 0x3000 | (kind + 1));
  view.setUint8(at + 2, 0x39);
  putMoment(view, at + 3, startMoment);
  view.setUint8(at + 11, 0x41);
  putMoment(view, at + 12, endMoment);
  view.setUint16(at + 20, 0x8501);
  const remote = parent !== undefined && parent.remote ? hasRemote | isRemote : hasRemote;
  view.setInt32(at + 22, (identity.flags & exportedFlags) | remote, true);
  writer.length = at + 26;
}

/** Puts the trace id of `identity` with its tag at `at`. Returns where it ends. */
export function putTraceId(view: DataView, at: number, tag: number, identity: Identity): number {
  view.setUint16(at, (tag << 8) | 16);
  view.setInt32(at + 2, identity.t0);
  view.setInt32(at + 6, identity.t1);
  view.setInt32(at + 10, identity.t2);
  view.setInt32(at + 14, identity.t3);
  return at + 18;
}

/** Puts the span id of `identity` with its tag at `at`. Returns where it ends. */
export function putSpanId(view: DataView, at: number, tag: number, identity: Identity): number {
  view.setUint16(at, (tag << 8) | 8);
  view.setInt32(at + 2, identity.s0);
  view.setInt32(at + 6, identity.s1);
  return at + 10;
}

/** Writes a moment as `fixed64` epoch nanoseconds. */
export function writeMoment(writer: ByteWriter, field: number, moment: number): void {
  writer.tag(field, fixed64Wire);
  putMoment(writer.room(8), writer.length, moment);
  writer.length += 8;
}

/** Writes a count unless it is 0. */
export function writeCount(writer: ByteWriter, field: number, count: number): void {
  if (count === 0) return;
  writer.tag(field, varintWire);
  writer.varint(count);
}

function writeTraceState(writer: ByteWriter, field: number, traceState: TraceState): void {
  const text = redactTraceState(traceState.serialize());
  if (text !== "") writer.string(field, text);
}

function writeEvent(writer: ByteWriter, event: RecordedEvent): void {
  const mark = writer.open(11);
  writeMoment(writer, 1, event.moment);
  writer.string(2, redactName(event.name));
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
  writer.fixed32((identity.flags & exportedFlags) | hasRemote | (identity.remote ? isRemote : 0));
  writer.close(mark);
}
