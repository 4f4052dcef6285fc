// Encodes a log record: one `log_records` field of ScopeLogs (opentelemetry/proto/logs/v1).
import type { AnyValue, ByteWriter } from "otlp";
import { maxSeverity } from "../api/enums.ts";
import { type AttributeLimits, type AttributeList, cut } from "../attributes/attribute-list.ts";
import type { ContextAttributes } from "../context/context-attributes.ts";
import { putMoment } from "../runtime/clock.ts";
import { writeAttributes, writeRedactedValue } from "../encode/encode.ts";
import { writeContext } from "../context/encode-context.ts";
import { putSpanId, putTraceId, writeCount } from "../recording/encode-span.ts";
import { redactName } from "../redaction/redaction.ts";
import { type Identity, exportedFlags } from "../span/span-context.ts";
import { toAnyValue, toText } from "../attributes/value.ts";

/** Room for times, severity, flags and ids with their tags. */
const maxHead = 64;

/** How much one record may hold. */
export interface RecordLimits extends AttributeLimits {
  /** The limits of texts in its body. */
  readonly body: AttributeLimits;
  /** Its most bytes when encoded. */
  readonly bytes: number;
}

/** The fields of a record in their final form. */
export interface FinalRecord {
  /** Moments as `clock.ts` has them. */
  readonly moment: number;
  readonly observedMoment: number;
  readonly severityNumber?: unknown;
  readonly severityText?: unknown;
  readonly body?: unknown;
  readonly eventName?: unknown;
}

/** A record with everything that is encoded. */
export interface ReadyRecord extends FinalRecord {
  readonly attributes: AttributeList;
  /** The first places of `attributes` that are business facts. */
  readonly facts: number;
  /** Attributes that were dropped. */
  readonly dropped: number;
  readonly identity: Identity | undefined;
  readonly context: ContextAttributes | undefined;
}

/** Writes `record` as field 2, the `log_records` of a ScopeLogs. */
export function encodeRecord(writer: ByteWriter, record: ReadyRecord, limits: RecordLimits): void {
  const { severityText, body, eventName, attributes, dropped, identity, context } = record;
  const mark = writer.open(2);
  writeHead(writer, record, identity);
  if (severityText !== undefined && severityText !== null) writer.string(3, redactName(toText(severityText)));
  if (body !== undefined) writeRedactedValue(writer, 5, cutBody(body, limits.body));
  const crowdedOut = context === undefined ? 0 : writeContext(writer, 6, context, attributes, limits);
  writeAttributes(writer, 6, attributes);
  writeCount(writer, 7, dropped + crowdedOut);
  if (eventName !== undefined && eventName !== null && eventName !== "")
    writer.string(12, redactName(toText(eventName)));
  writer.close(mark);
}

// binary data, such as a profile, is useless when cut
function cutBody(body: unknown, limits: AttributeLimits): AnyValue {
  // nearly all bodies are a short text
  if (typeof body === "string" && body.length <= limits.valueLength) return body;
  const value = toAnyValue(body);
  return value instanceof Uint8Array ? value : cut(value, limits, "body");
}

/** The fields of fixed size in one go: times, severity, flags, ids. */
function writeHead(
  writer: ByteWriter,
  { moment, observedMoment, severityNumber }: FinalRecord,
  identity: Identity | undefined,
): void {
  const view = writer.room(maxHead);
  let at = writer.length;
  view.setUint8(at, 0x09);
  putMoment(view, at + 1, moment);
  view.setUint8(at + 9, 0x59);
  putMoment(view, at + 10, observedMoment);
  at += 18;
  if (typeof severityNumber === "number" && severityNumber >= 1 && severityNumber <= maxSeverity) {
    view.setUint16(at, 0x1000 | severityNumber);
    at += 2;
  }
  if (identity !== undefined) {
    view.setUint8(at, 0x45);
    view.setInt32(at + 1, identity.flags & exportedFlags, true);
    at = putTraceId(view, at + 5, 0x4a, identity);
    at = putSpanId(view, at, 0x52, identity);
  }
  writer.length = at;
}
