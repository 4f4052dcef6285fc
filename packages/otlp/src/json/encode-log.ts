// Log export requests to JSON.
import type { LogRecord, ResourceLogs, ScopeLogs } from "../log.ts";
import { toInt32, toUint32, toUint64 } from "../number.ts";
import { resourceJson, scopeJson } from "./resource.ts";
import { attributesJson, valueJson } from "./value.ts";
import { idJson, optionalInteger, optionalList, optionalNumber, optionalText } from "./write-field.ts";

/**
 * Encodes an `ExportLogsServiceRequest` as OTLP-JSON, without spaces or line ends.
 *
 * @throws {OtlpError} `OTLP_TOO_DEEP` when a value is nested deeper than `MAX_DEPTH`.
 * @example
 * ```ts
 * import { encodeLogsJson } from "otlp";
 *
 * encodeLogsJson([]); // => '{"resourceLogs":[]}'
 * ```
 */
export function encodeLogsJson(resourceLogs: readonly ResourceLogs[]): string {
  return JSON.stringify({ resourceLogs: optionalList(resourceLogs, resourceLogsJson) ?? [] });
}

function resourceLogsJson(group: ResourceLogs): unknown {
  return {
    resource: resourceJson(group.resource),
    scopeLogs: optionalList(group.scopeLogs, scopeLogsJson),
    schemaUrl: optionalText(group.schemaUrl),
  };
}

function scopeLogsJson(scopeLogs: ScopeLogs): unknown {
  return {
    scope: scopeJson(scopeLogs.scope),
    logRecords: optionalList(scopeLogs.logRecords, logRecordJson),
    schemaUrl: optionalText(scopeLogs.schemaUrl),
  };
}

function logRecordJson(logRecord: LogRecord): unknown {
  return {
    timeUnixNano: optionalInteger(toUint64(logRecord.timeUnixNano)),
    observedTimeUnixNano: optionalInteger(toUint64(logRecord.observedTimeUnixNano)),
    severityNumber: optionalNumber(toInt32(logRecord.severityNumber)),
    severityText: optionalText(logRecord.severityText),
    eventName: optionalText(logRecord.eventName),
    body: logRecord.body === null ? undefined : valueJson(logRecord.body),
    attributes: attributesJson(logRecord.attributes),
    droppedAttributesCount: optionalNumber(toUint32(logRecord.droppedAttributesCount)),
    flags: optionalNumber(toUint32(logRecord.flags)),
    traceId: idJson(logRecord.traceId),
    spanId: idJson(logRecord.spanId),
  };
}
