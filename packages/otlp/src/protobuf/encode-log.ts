// Log export requests to protobuf.
import { ByteWriter } from "../byte-writer.ts";
import type { LogRecord, ResourceLogs, ScopeLogs } from "../log.ts";
import { writeBytes, writeFixed32, writeFixed64, writeInt32, writeString, writeUint32 } from "./field.ts";
import { writeResource, writeScope } from "./resource.ts";
import { writeAttributes, writeValue } from "./value.ts";

/**
 * Encodes an `ExportLogsServiceRequest` (the same bytes as a `LogsData`).
 *
 * Numbers out of range are clamped, ids are written as they are.
 *
 * @throws {OtlpError} `OTLP_TOO_DEEP` when a value is nested deeper than `MAX_DEPTH`.
 * @example
 * ```ts
 * import { decodeLogs, encodeLogs } from "otlp";
 *
 * const none = new Map();
 * const logRecord = {
 *   timeUnixNano: 1_000n, observedTimeUnixNano: 2_000n, severityNumber: 9, severityText: "INFO", eventName: "",
 *   body: new Map([["cart.items", 3n]]), attributes: none, droppedAttributesCount: 0, flags: 0,
 *   traceId: new Uint8Array(0), spanId: new Uint8Array(0),
 * };
 * const bytes = encodeLogs([
 *   {
 *     resource: { attributes: none, droppedAttributesCount: 0 },
 *     scopeLogs: [{ scope: { name: "shop", version: "", attributes: none, droppedAttributesCount: 0 }, logRecords: [logRecord], schemaUrl: "" }],
 *     schemaUrl: "",
 *   },
 * ]);
 * decodeLogs(bytes)[0]?.scopeLogs[0]?.logRecords[0]?.body; // => new Map([["cart.items", 3n]])
 * ```
 */
export function encodeLogs(resourceLogs: readonly ResourceLogs[]): Uint8Array {
  const writer = new ByteWriter();
  for (const group of resourceLogs) {
    const mark = writer.open(1);
    writeResource(writer, 1, group.resource);
    for (const scopeLogs of group.scopeLogs) writeScopeLogs(writer, scopeLogs);
    writeString(writer, 3, group.schemaUrl);
    writer.close(mark);
  }
  return writer.finish();
}

function writeScopeLogs(writer: ByteWriter, scopeLogs: ScopeLogs): void {
  const mark = writer.open(2);
  writeScope(writer, 1, scopeLogs.scope);
  for (const logRecord of scopeLogs.logRecords) writeLogRecord(writer, 2, logRecord);
  writeString(writer, 3, scopeLogs.schemaUrl);
  writer.close(mark);
}

function writeLogRecord(writer: ByteWriter, field: number, logRecord: LogRecord): void {
  const mark = writer.open(field);
  writeFixed64(writer, 1, logRecord.timeUnixNano);
  writeInt32(writer, 2, logRecord.severityNumber);
  writeString(writer, 3, logRecord.severityText);
  if (logRecord.body !== null) writeValue(writer, 5, logRecord.body);
  writeAttributes(writer, 6, logRecord.attributes);
  writeUint32(writer, 7, logRecord.droppedAttributesCount);
  writeFixed32(writer, 8, logRecord.flags);
  writeBytes(writer, 9, logRecord.traceId);
  writeBytes(writer, 10, logRecord.spanId);
  writeFixed64(writer, 11, logRecord.observedTimeUnixNano);
  writeString(writer, 12, logRecord.eventName);
  writer.close(mark);
}
