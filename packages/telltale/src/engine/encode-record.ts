// A log record into the bytes that leave: one `log_records` field of ScopeLogs (opentelemetry/proto/logs/v1).
import type { ByteWriter } from "otlp";
import type { AttributeLimits, AttributeList } from "./attribute-list.ts";
import type { ContextAttributes } from "./context-attributes.ts";
import { writeAttributes, writeValue } from "./encode.ts";
import { writeContext } from "./encode-context.ts";
import { writeCount, writeMoment } from "./encode-span.ts";
import type { Identity } from "./span-context.ts";
import { toAnyValue, toText } from "./value.ts";

const varintWire = 0;
const fixed32Wire = 5;
const maxSeverity = 24;
const noLimits: AttributeLimits = { count: Infinity, valueLength: Infinity };

/** Everything a record consists of, settled. */
export interface SettledRecord {
  /** Moments as `clock.ts` has them. */
  readonly moment: number;
  readonly observedMoment: number;
  readonly severityNumber?: unknown;
  readonly severityText?: unknown;
  readonly body?: unknown;
  readonly eventName?: unknown;
}

/** Writes `record` as field 2, the `log_records` of a ScopeLogs. */
export function encodeRecord(
  writer: ByteWriter,
  record: SettledRecord,
  attributes: AttributeList,
  dropped: number,
  identity: Identity | undefined,
  context?: ContextAttributes,
  limits: AttributeLimits = noLimits,
): void {
  const { severityNumber, severityText, body, eventName } = record;
  const mark = writer.open(2);
  writeMoment(writer, 1, record.moment);
  if (typeof severityNumber === "number" && severityNumber >= 1 && severityNumber <= maxSeverity) {
    writer.tag(2, varintWire);
    writer.varint(Math.trunc(severityNumber));
  }
  if (severityText !== undefined && severityText !== null) writer.string(3, toText(severityText));
  if (body !== undefined) writeValue(writer, 5, toAnyValue(body));
  const crowdedOut = context === undefined ? 0 : writeContext(writer, 6, context, attributes, limits);
  writeAttributes(writer, 6, attributes);
  writeCount(writer, 7, dropped + crowdedOut);
  if (identity !== undefined) {
    writer.tag(8, fixed32Wire);
    writer.fixed32(identity.flags);
    writer.traceId(9, identity.t0, identity.t1, identity.t2, identity.t3);
    writer.spanId(10, identity.s0, identity.s1);
  }
  writeMoment(writer, 11, record.observedMoment);
  if (eventName !== undefined && eventName !== null && eventName !== "") writer.string(12, toText(eventName));
  writer.close(mark);
}
