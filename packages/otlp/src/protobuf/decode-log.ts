// Log export requests from protobuf.
import { type Budget, COST } from "../budget.ts";
import { ByteReader } from "../byte-reader.ts";
import type { LogRecord, ResourceLogs, ScopeLogs } from "../log.ts";
import { NO_ATTRIBUTES, NO_BYTES, NO_RESOURCE, NO_SCOPE, type Writable } from "../value.ts";
import { readResource, readScope } from "./resource.ts";
import { collectAttribute, readValue } from "./value.ts";
import type { AttributeTape } from "./wire-attributes.ts";

const REQUEST_FIELDS = 0b10;
const RESOURCE_LOGS_FIELDS = 0b1110;
const SCOPE_LOGS_FIELDS = 0b1110;
const LOG_RECORD_FIELDS = 0b1_1111_1110_1110;

/**
 * Decodes an `ExportLogsServiceRequest` (or a `LogsData`), like `decodeTraces`.
 *
 * @throws {OtlpError} when `bytes` are not such a message. Throws nothing else.
 * @example
 * ```ts
 * import { decodeLogs } from "otlp";
 *
 * decodeLogs(new Uint8Array(0)); // => []
 * ```
 */
export function decodeLogs(bytes: Uint8Array, tape?: AttributeTape, budget?: Budget): ResourceLogs[] {
  const reader = new ByteReader(bytes, tape, budget);
  const groups: ResourceLogs[] = [];
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    if (tag === 0x0a) groups.push(readResourceLogs(reader));
    else reader.skip(tag, REQUEST_FIELDS);
  }
  return groups;
}

function readResourceLogs(reader: ByteReader): ResourceLogs {
  reader.charge(COST.resource);
  const outer = reader.enter();
  let resource = NO_RESOURCE;
  const scopeLogs: ScopeLogs[] = [];
  let schemaUrl = "";
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    switch (tag) {
      case 0x0a:
        resource = readResource(reader, resource);
        break;
      case 0x12:
        scopeLogs.push(readScopeLogs(reader));
        break;
      case 0x1a:
        schemaUrl = reader.string();
        break;
      default:
        reader.skip(tag, RESOURCE_LOGS_FIELDS);
    }
  }
  reader.leave(outer);
  return { resource, scopeLogs, schemaUrl };
}

function readScopeLogs(reader: ByteReader): ScopeLogs {
  reader.charge(COST.scope);
  const outer = reader.enter();
  let scope = NO_SCOPE;
  const logRecords: LogRecord[] = [];
  let schemaUrl = "";
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    switch (tag) {
      case 0x0a:
        scope = readScope(reader, scope);
        break;
      case 0x12:
        logRecords.push(readLogRecord(reader));
        break;
      case 0x1a:
        schemaUrl = reader.string();
        break;
      default:
        reader.skip(tag, SCOPE_LOGS_FIELDS);
    }
  }
  reader.leave(outer);
  return { scope, logRecords, schemaUrl };
}

function readLogRecord(reader: ByteReader): LogRecord {
  reader.charge(COST.logRecord);
  const outer = reader.enter();
  reader.tape?.begin();
  const record = emptyLogRecord();
  readLogRecordFields(reader, record);
  reader.leave(outer);
  if (reader.tape !== undefined) record.attributes = reader.tape.attributes();
  return record;
}

function emptyLogRecord(): Writable<LogRecord> {
  return {
    timeUnixNano: 0n,
    observedTimeUnixNano: 0n,
    severityNumber: 0,
    severityText: "",
    eventName: "",
    body: null,
    attributes: NO_ATTRIBUTES,
    droppedAttributesCount: 0,
    flags: 0,
    traceId: NO_BYTES,
    spanId: NO_BYTES,
  };
}

function readLogRecordFields(reader: ByteReader, record: Writable<LogRecord>): void {
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    switch (tag) {
      case 0x09:
        record.timeUnixNano = reader.fixed64();
        break;
      case 0x10:
        record.severityNumber = reader.int32();
        break;
      case 0x1a:
        record.severityText = reader.key();
        break;
      case 0x2a:
        record.body = readValue(reader);
        break;
      case 0x32:
        record.attributes = collectAttribute(reader, record.attributes);
        break;
      case 0x38:
        record.droppedAttributesCount = reader.uint32();
        break;
      case 0x45:
        record.flags = reader.fixed32();
        break;
      case 0x4a:
        record.traceId = reader.bytes();
        break;
      case 0x52:
        record.spanId = reader.bytes();
        break;
      case 0x59:
        record.observedTimeUnixNano = reader.fixed64();
        break;
      case 0x62:
        record.eventName = reader.key();
        break;
      default:
        reader.skip(tag, LOG_RECORD_FIELDS);
    }
  }
}
