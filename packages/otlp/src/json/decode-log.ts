// Log export requests from JSON.
import { type Budget, COST } from "../budget.ts";
import type { LogRecord, ResourceLogs, ScopeLogs } from "../log.ts";
import { type JsonObject, parseObject } from "./parse.ts";
import {
  enumeration,
  id,
  list,
  object,
  text,
  uint32,
  uint64,
  JsonBudget,
  type JsonOptions,
  type RowField,
  rows,
} from "./read-field.ts";
import { readResource, readScope } from "./resource.ts";
import { readAttributes, readValue } from "./value.ts";

const SEVERITIES = [
  "UNSPECIFIED",
  ...["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "FATAL"].flatMap((name) => [
    name,
    `${name}2`,
    `${name}3`,
    `${name}4`,
  ]),
];

/**
 * Decodes an `ExportLogsServiceRequest` in OTLP-JSON, like `decodeTracesJson`.
 *
 * @throws {OtlpError} when `json` is not such a message. Throws nothing else.
 * @example
 * ```ts
 * import { decodeLogsJson } from "otlp";
 *
 * const [group] = decodeLogsJson('{"resourceLogs":[{"scopeLogs":[{"logRecords":[{"body":{"intValue":"7"}}]}]}]}');
 * group?.scopeLogs[0]?.logRecords[0]?.body; // => 7n
 * ```
 */
export function decodeLogsJson(json: string, options: JsonOptions = {}): ResourceLogs[] {
  const budget = new JsonBudget(json.length, options);
  const read = (each: JsonObject): ResourceLogs => readResourceLogs(each, budget);
  return [...list(parseObject(json), "resourceLogs", budget, COST.resource, read)];
}

function readResourceLogs(json: JsonObject, budget: JsonBudget): ResourceLogs {
  return {
    resource: readResource(json, budget),
    scopeLogs: list(json, "scopeLogs", budget, COST.scope, (each) => readScopeLogs(each, budget)),
    schemaUrl: text(json, "schemaUrl"),
  };
}

const LOG_RECORDS: RowField<LogRecord> = { key: "logRecords", cost: COST.logRecord, read: readLogRecord };

function readScopeLogs(json: JsonObject, budget: JsonBudget): ScopeLogs {
  return {
    scope: readScope(json, budget),
    logRecords: rows(json, LOG_RECORDS, budget),
    schemaUrl: text(json, "schemaUrl"),
  };
}

function readLogRecord(json: JsonObject, budget: Budget): LogRecord {
  return {
    timeUnixNano: uint64(json, "timeUnixNano"),
    observedTimeUnixNano: uint64(json, "observedTimeUnixNano"),
    severityNumber: enumeration(json, "severityNumber", "SEVERITY_NUMBER_", SEVERITIES),
    severityText: text(json, "severityText"),
    eventName: text(json, "eventName"),
    body: readValue(object(json, "body"), budget),
    attributes: readAttributes(json, "attributes", budget),
    droppedAttributesCount: uint32(json, "droppedAttributesCount"),
    flags: uint32(json, "flags"),
    traceId: id(json, "traceId"),
    spanId: id(json, "spanId"),
  };
}
