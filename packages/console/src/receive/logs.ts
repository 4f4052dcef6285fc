// Decoded log records to rows, and the business rows of those whose name begins with `telltale.`.
import type { LogRecord, ResourceLogs } from "otlp";
import type { LogRow, ResourceRow, RowSink, ScopeColumns } from "../store/rows.ts";
import { addBusinessRows, type BusinessCounts } from "./business-events.ts";
import { cpuProfileEvent, refuseCpuProfile, toCpuProfileRow } from "./cpu-profiles.ts";
import { createHasher } from "./hash.ts";
import { spanIdOrZero, traceIdOrZero } from "./ids.ts";
import { firstKeys, keysOver } from "./keys.ts";
import type { Rejections } from "./rejections.ts";
import { toResourceRow, toScopeColumns } from "./resource.ts";
import type { Sender } from "./sender.ts";
import { clampTime, refuseTime, type TimeBounds } from "./time.ts";

const hasher = createHasher();

/** Log records in `request`, good or not. */
export function countLogRecords(request: readonly ResourceLogs[]): number {
  let count = 0;
  for (const { scopeLogs } of request) {
    for (const { logRecords } of scopeLogs) count += logRecords.length;
  }
  return count;
}

/** Adds the rows of each storable record of `request` to `sink` and returns how many records that were. Never throws. */
export function addLogs(
  request: readonly ResourceLogs[],
  sender: Sender,
  sink: Pick<RowSink, "log" | "businessEvent" | "definition" | "identity" | "cpuProfile">,
  bounds: TimeBounds,
  rejections: Rejections,
  business: BusinessCounts,
): number {
  const places = new Map<bigint, number>();
  let added = 0;
  for (const { resource, schemaUrl, scopeLogs } of request) {
    const resourceRow = toResourceRow(resource, schemaUrl, sender);
    for (const { scope, logRecords } of scopeLogs) {
      const scopeColumns = toScopeColumns(scope);
      for (const record of logRecords) {
        const timeNs = record.timeUnixNano || record.observedTimeUnixNano || bounds.nowNs;
        const reason = refuseTime(timeNs, bounds);
        if (reason !== undefined) {
          rejections.reject(`time_unix_nano ${reason}`);
          continue;
        }
        const hash = hashRecord(record, resourceRow, scopeColumns);
        const place = places.get(hash) ?? 0;
        places.set(hash, place + 1);
        const row = toLogRow(
          record,
          resourceRow,
          scopeColumns,
          timeNs,
          bounds.nowNs,
          identityOf(hash, place),
        );
        sink.log(keepCpuProfile(row, sink, rejections));
        added++;
        if (row.eventName.startsWith("telltale.")) addBusinessRows(row, sink, rejections, business);
      }
    }
  }
  return added;
}

/** Puts a CPU profile in its own place; the log row is what is left of it. */
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
  resource: ResourceRow,
  scope: ScopeColumns,
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

/**
 * Of what was sent, as it is stored and exported: so the same record hashes the same however it comes, as bytes, as JSON or out of an
 * export. When it was observed is left out where it has a time of its own: the console fills that in.
 */
function hashRecord(record: LogRecord, resource: ResourceRow, scope: ScopeColumns): bigint {
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
    // An empty text and none are one in the store; of a CPU profile the record is stored without it.
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

function identityOf(hash: bigint, place: number): bigint {
  return place === 0 ? hash : hasher.reset().int(hash).word(place).digest();
}
