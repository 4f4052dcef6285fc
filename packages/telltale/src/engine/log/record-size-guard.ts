// A log record within the size guard: encoded as it is, and only where that is too large once more, with less in it. The facts of
// business records stay whole.
import type { ByteWriter } from "otlp";
import type { AttributeList } from "../attributes/attribute-list.ts";
import type { ContextAttributes } from "../context/context-attributes.ts";
import { report } from "../diagnostics/diagnose.ts";
import { encodeRecord, type RecordLimits, type FinalRecord } from "./encode-record.ts";
import { addValues, cutLargest, dropLargest, mostRounds, type LargeValue } from "../attributes/size-guard.ts";
import type { Identity } from "../span/span-context.ts";
import { toAnyValue } from "../attributes/value.ts";

/** Most bytes of a business record: one may carry a CPU profile of 1 MiB. */
const factBytes = 2 << 20;

/** A record that is ready to be encoded. */
export interface ReadyRecord extends FinalRecord {
  readonly attributes: AttributeList;
  /** The first places of `attributes` that are facts of the business. */
  readonly facts: number;
  readonly dropped: number;
  readonly identity: Identity | undefined;
  readonly context: ContextAttributes | undefined;
}

/** Writes `record` in at most the bytes that `limits` allow. */
export function writeWithin(writer: ByteWriter, record: ReadyRecord, limits: RecordLimits): void {
  const { attributes, facts, dropped, identity, context } = record;
  const before = writer.length;
  encodeRecord(writer, record, attributes, dropped, identity, context, limits);
  const size = writer.length - before;
  if (size <= limits.bytes) return;
  const most = facts === 0 ? limits.bytes : Math.max(limits.bytes, factBytes);
  if (size <= most) return;
  const loose = fieldsOf(record);
  report("log_record_shed", `one has ${size} bytes, ${most} at most`);
  let gone = 0;
  for (let round = 0; round < mostRounds && writer.length - before > most; round++) {
    gone += shed(loose, attributes, facts, writer.length - before - most + 16);
    writer.truncate(before);
    encodeRecord(writer, loose, attributes, dropped + gone, identity, context, limits);
  }
}

/** The fields of `record` as plain ones: those of a processed record are accessors. */
export function fieldsOf({
  moment,
  observedMoment,
  severityNumber,
  severityText,
  body,
  eventName,
}: FinalRecord): FinalRecord {
  return { moment, observedMoment, severityNumber, severityText, body, eventName };
}

/** Takes about `excess` bytes off, at least. Returns how many attributes went. */
function shed(record: { body?: unknown }, attributes: AttributeList, facts: number, excess: number): number {
  const places: LargeValue[] = [];
  if (record.body !== undefined && facts === 0) {
    places.push({ name: "body", value: toAnyValue(record.body), put: (text) => void (record.body = text) });
  }
  addValues(places, attributes, facts);
  const rest = cutLargest(places, excess);
  return rest > 0 ? dropLargest(attributes, rest, facts) : 0;
}
