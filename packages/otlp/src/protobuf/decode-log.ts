// Log export requests from protobuf.
import { COST } from "../budget.ts";
import { ByteReader } from "../byte-reader.ts";
import type { LogRecord, ResourceLogs, ScopeLogs } from "../log.ts";
import { type AnyValue, NO_ATTRIBUTES, NO_BYTES, NO_RESOURCE, NO_SCOPE } from "../value.ts";
import { readResource, readScope } from "./resource.ts";
import { readAttribute, readValue } from "./value.ts";
import type { AttributeTape } from "./wire-attributes.ts";

const REQUEST_FIELDS = 0b10;
const RESOURCE_LOGS_FIELDS = 0b1110;
const SCOPE_LOGS_FIELDS = 0b1110;
const LOG_RECORD_FIELDS = 0b1_1111_1110_1110;

/**
 * Decodes an `ExportLogsServiceRequest` (or a `LogsData`), as `decodeTraces` does.
 *
 * @throws {OtlpError} for anything that is not such a message, and nothing else.
 * @example
 * ```ts
 * import { decodeLogs } from "otlp";
 *
 * decodeLogs(new Uint8Array(0)); // => []
 * ```
 */
export function decodeLogs(bytes: Uint8Array, tape?: AttributeTape): ResourceLogs[] {
  const reader = new ByteReader(bytes, tape);
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
  let timeUnixNano = 0n;
  let observedTimeUnixNano = 0n;
  let severityNumber = 0;
  let severityText = "";
  let eventName = "";
  let body: AnyValue = null;
  let attributes: Map<string, AnyValue> | undefined;
  let droppedAttributesCount = 0;
  let flags = 0;
  let traceId = NO_BYTES;
  let spanId = NO_BYTES;
  const { tape } = reader;
  const first = tape?.end ?? 0;
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    switch (tag) {
      case 0x09:
        timeUnixNano = reader.fixed64();
        break;
      case 0x10:
        severityNumber = reader.int32();
        break;
      case 0x1a:
        severityText = reader.key();
        break;
      case 0x2a:
        body = readValue(reader);
        break;
      case 0x32:
        if (tape === undefined) attributes = readAttribute(reader, attributes);
        else tape.read(reader, tape.end === first);
        break;
      case 0x38:
        droppedAttributesCount = reader.uint32();
        break;
      case 0x45:
        flags = reader.fixed32();
        break;
      case 0x4a:
        traceId = reader.bytes();
        break;
      case 0x52:
        spanId = reader.bytes();
        break;
      case 0x59:
        observedTimeUnixNano = reader.fixed64();
        break;
      case 0x62:
        eventName = reader.key();
        break;
      default:
        reader.skip(tag, LOG_RECORD_FIELDS);
    }
  }
  reader.leave(outer);
  return {
    timeUnixNano,
    observedTimeUnixNano,
    severityNumber,
    severityText,
    eventName,
    body,
    attributes: tape?.since(first) ?? attributes ?? NO_ATTRIBUTES,
    droppedAttributesCount,
    flags,
    traceId,
    spanId,
  };
}
