// The size guard of log records: a record is encoded as it is, and only when that is too large encoded again, with less in it. Business
// facts are never cut.
import type { ByteWriter } from "otlp";
import type { AttributeList } from "../attributes/attribute-list.ts";
import { report } from "../diagnostics/diagnose.ts";
import { encodeRecord, type FinalRecord, type ReadyRecord, type RecordLimits } from "./encode-record.ts";
import { addValues, cutLargest, dropLargest, maxRounds, type LargeValue } from "../attributes/size-guard.ts";
import { toAnyValue } from "../attributes/value.ts";

/** Most bytes of a business record: one may carry a CPU profile of 1 MiB. */
const factBytes = 2 << 20;

/** Writes `record` in at most the bytes that `limits` allow. */
export function writeWithin(writer: ByteWriter, record: ReadyRecord, limits: RecordLimits): void {
  const { attributes, facts } = record;
  const before = writer.length;
  encodeRecord(writer, record, limits);
  const size = writer.length - before;
  if (size <= limits.bytes) return;
  const most = facts === 0 ? limits.bytes : Math.max(limits.bytes, factBytes);
  if (size <= most) return;
  const smaller = { ...record };
  report("log_record_shed", `one has ${size} bytes, ${most} at most`);
  for (let round = 0; round < maxRounds && writer.length - before > most; round++) {
    smaller.dropped += reduce(smaller, attributes, facts, writer.length - before - most + 16);
    writer.truncate(before);
    encodeRecord(writer, smaller, limits);
  }
}

/** The fields of `record` as plain properties: those of a processed record are accessors. */
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

/** Removes at least about `excess` bytes. Returns how many attributes were removed. */
function reduce(
  record: { body?: unknown },
  attributes: AttributeList,
  facts: number,
  excess: number,
): number {
  const places: LargeValue[] = [];
  if (record.body !== undefined && facts === 0) {
    places.push({ name: "body", value: toAnyValue(record.body), put: (text) => void (record.body = text) });
  }
  addValues(places, attributes, facts);
  const rest = cutLargest(places, excess);
  return rest > 0 ? dropLargest(attributes, rest, facts) : 0;
}
