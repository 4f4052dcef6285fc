// Decoded log records to rows, and the business rows of those whose name begins with `telltale.`.
import type { LogRecord, ResourceLogs } from "otlp";
import type { LogRow, RowSink } from "../store/rows.ts";
import { addBusinessRows, type BusinessCounts } from "./business-events.ts";
import { cpuProfileEvent, refuseCpuProfile, toCpuProfileRow } from "./cpu-profiles.ts";
import { exceptionEvent, withFingerprint } from "./faults/log-errors.ts";
import { createHasher } from "./hash.ts";
import { spanIdOrZero, traceIdOrZero } from "./ids.ts";
import { firstKeys, keysOver } from "./keys.ts";
import { createPauses } from "./pauses.ts";
import type { Rejections } from "./rejections.ts";
import { type Origin, textOf, toResourceRow, toScopeColumns } from "./resource.ts";
import type { Sender } from "./sender.ts";
import { clampTime, refuseTime, type TimeBounds } from "./time.ts";

const hasher = createHasher();

/** Log records in `request`, valid or not. */
export function countLogRecords(request: readonly ResourceLogs[]): number {
  let count = 0;
  for (const { scopeLogs } of request) {
    for (const { logRecords } of scopeLogs) count += logRecords.length;
  }
  return count;
}

/** What is counted while log records are added. */
export interface LogReport {
  readonly rejections: Rejections;
  readonly business: BusinessCounts;
}

/** Adds the rows of each storable record of `request` to `sink`, with pauses, and returns how many records that were. Never throws. */
export function* addLogs(
  request: readonly ResourceLogs[],
  sender: Sender,
  sink: Pick<RowSink, "log" | "businessEvent" | "definition" | "identity" | "cpuProfile">,
  bounds: TimeBounds,
  { rejections, business }: LogReport,
): Generator<void, number> {
  const mayPause = createPauses();
  // How often each hash occurred: equal records of one request are different records.
  const occurrences = new Map<bigint, number>();
  let added = 0;
  for (const { resource, schemaUrl, scopeLogs } of request) {
    const resourceRow = toResourceRow(resource, schemaUrl, sender);
    for (const { scope, logRecords } of scopeLogs) {
      const origin = { resource: resourceRow, scope: toScopeColumns(scope) };
      for (const sent of logRecords) {
        if (mayPause()) yield;
        const record = sent.eventName === exceptionEvent ? withFingerprint(sent) : sent;
        const timeNs = record.timeUnixNano || record.observedTimeUnixNano || bounds.nowNs;
        const reason = refuseTime(timeNs, bounds);
        if (reason !== undefined) {
          rejections.reject(`time_unix_nano ${reason}`);
          continue;
        }
        const row = toLogRow(record, origin, timeNs, bounds.nowNs, identify(record, origin, occurrences));
        sink.log(keepCpuProfile(row, sink, rejections));
        added++;
        if (row.eventName.startsWith("telltale.")) addBusinessRows(row, sink, rejections, business);
      }
    }
  }
  return added;
}

/** Adds a CPU profile to its own table; the log row remains without its body. */
function keepCpuProfile(row: LogRow, sink: Pick<RowSink, "cpuProfile">, rejections: Rejections): LogRow {
  if (row.eventName !== cpuProfileEvent) return row;
  const reason = refuseCpuProfile(row);
  if (reason !== undefined) {
    rejections.warn(`CPU profiles kept as log records only: ${reason}`);
    return row;
  }
  sink.cpuProfile(toCpuProfileRow(row));
  return { ...row, body: null };
}

function toLogRow(
  record: LogRecord,
  { resource, scope }: Origin,
  timeNs: bigint,
  nowNs: bigint,
  identity: bigint,
): LogRow {
  return {
    resource,
    scope,
    timeNs,
    observedNs: clampTime(record.observedTimeUnixNano || nowNs),
    severity: severityOf(record),
    severityText: record.severityText,
    eventName: record.eventName,
    body: record.body,
    // OTLP: a record whose ids are invalid belongs to no trace.
    traceId: traceIdOrZero(record.traceId),
    spanId: spanIdOrZero(record.spanId),
    flags: record.flags,
    attributes: firstKeys(record.attributes),
    droppedAttributes: record.droppedAttributesCount + keysOver(record.attributes),
    identity,
  };
}

/** A record with an id is that record, whatever was left out or added on its way, as in an export of business records. */
function identify(record: LogRecord, origin: Origin, occurrences: Map<bigint, number>): bigint {
  const uid = textOf(record.attributes.get("log.record.uid"));
  if (uid !== "") return hasher.reset().text("log.record.uid").text(uid).digest();
  const hash = hashRecord(record, origin);
  const occurrence = occurrences.get(hash) ?? 0;
  occurrences.set(hash, occurrence + 1);
  return identityOf(hash, occurrence);
}

/**
 * Hashes the record as it is stored and exported, so that it has the same hash in protobuf, in JSON and from an export. The observed
 * time is left out where the record has a time of its own: the console may have filled it in.
 */
function hashRecord(record: LogRecord, { resource, scope }: Origin): bigint {
  const attributes = firstKeys(record.attributes);
  hasher
    .reset()
    .int(resource.hash)
    .text(scope.scopeName)
    .text(scope.scopeVersion)
    .text(scope.scopeJson)
    .int(record.timeUnixNano || record.observedTimeUnixNano)
    .word(severityOf(record))
    .text(record.severityText)
    .text(record.eventName)
    // The store keeps no body as an empty text; the record of a CPU profile is stored without its body.
    .value(record.eventName === cpuProfileEvent ? "" : (record.body ?? ""))
    .bytes(traceIdOrZero(record.traceId))
    .bytes(spanIdOrZero(record.spanId))
    .word(record.flags)
    .word(record.droppedAttributesCount + keysOver(record.attributes));
  return hasher.record(attributes).digest();
}

function severityOf({ severityNumber }: LogRecord): number {
  return severityNumber >= 0 && severityNumber <= 24 ? severityNumber : 0;
}

function identityOf(hash: bigint, occurrence: number): bigint {
  return occurrence === 0 ? hash : hasher.reset().int(hash).word(occurrence).digest();
}
