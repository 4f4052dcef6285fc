// Responses of a receiver in protobuf. Those of the three signals differ only in names, so one codec serves all;
// index.ts exports it under the name of each signal.
import { ByteReader } from "../byte-reader.ts";
import { ByteWriter, VARINT } from "../byte-writer.ts";
import { toInt64 } from "../number.ts";
import type { ExportResponse, Status } from "../response.ts";
import { writeInt32, writeString } from "./field.ts";

const RESPONSE_FIELDS = 0b10;
const PARTIAL_FIELDS = 0b110;
const STATUS_FIELDS = 0b110;

/**
 * Encodes an `ExportTraceServiceResponse`, `ExportMetricsServiceResponse` or `ExportLogsServiceResponse`.
 *
 * Full success is the empty message; anything else goes into `partial_success`.
 *
 * @example
 * ```ts
 * import { decodeTracesExportResponse, encodeTracesExportResponse } from "otlp";
 *
 * encodeTracesExportResponse({ rejected: 0n, errorMessage: "" }).length; // => 0
 * const bytes = encodeTracesExportResponse({ rejected: 2n, errorMessage: "2 spans have no trace id" });
 * decodeTracesExportResponse(bytes); // => { rejected: 2n, errorMessage: "2 spans have no trace id" }
 * ```
 */
export function encodeExportResponse(response: ExportResponse): Uint8Array {
  const writer = new ByteWriter(64);
  if (response.rejected !== 0n || response.errorMessage !== "") {
    const mark = writer.open(1);
    if (response.rejected !== 0n) {
      writer.tag(1, VARINT);
      writer.varint64(toInt64(response.rejected));
    }
    writeString(writer, 2, response.errorMessage);
    writer.close(mark);
  }
  return writer.finish();
}

/**
 * Decodes the export response of any signal; absent fields are 0 and "".
 *
 * @throws {OtlpError} when `bytes` are not such a message. Throws nothing else.
 * @example
 * ```ts
 * import { decodeLogsExportResponse } from "otlp";
 *
 * decodeLogsExportResponse(new Uint8Array(0)); // => { rejected: 0n, errorMessage: "" }
 * ```
 */
export function decodeExportResponse(bytes: Uint8Array): ExportResponse {
  const reader = new ByteReader(bytes);
  let rejected = 0n;
  let errorMessage = "";
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    if (tag !== 0x0a) {
      reader.skip(tag, RESPONSE_FIELDS);
      continue;
    }
    const outer = reader.enter();
    while (reader.pos < reader.end) {
      const inner = reader.tag();
      if (inner === 0x08) rejected = reader.int64();
      else if (inner === 0x12) errorMessage = reader.string();
      else reader.skip(inner, PARTIAL_FIELDS);
    }
    reader.leave(outer);
  }
  return { rejected, errorMessage };
}

/**
 * Encodes a `google.rpc.Status` without details.
 *
 * @example
 * ```ts
 * import { decodeStatus, encodeStatus } from "otlp";
 *
 * const bytes = encodeStatus({ code: 3, message: "The body is not OTLP" });
 * decodeStatus(bytes); // => { code: 3, message: "The body is not OTLP" }
 * ```
 */
export function encodeStatus(status: Status): Uint8Array {
  const writer = new ByteWriter(64);
  writeInt32(writer, 1, status.code);
  writeString(writer, 2, status.message);
  return writer.finish();
}

/**
 * Decodes a `google.rpc.Status`; its details are skipped.
 *
 * @throws {OtlpError} when `bytes` are not such a message. Throws nothing else.
 * @example
 * ```ts
 * import { decodeStatus } from "otlp";
 *
 * decodeStatus(Uint8Array.of(0x08, 0x0e)); // => { code: 14, message: "" }
 * ```
 */
export function decodeStatus(bytes: Uint8Array): Status {
  const reader = new ByteReader(bytes);
  let code = 0;
  let message = "";
  while (reader.pos < reader.end) {
    const tag = reader.tag();
    if (tag === 0x08) code = reader.int32();
    else if (tag === 0x12) message = reader.string();
    else reader.skip(tag, STATUS_FIELDS);
  }
  return { code, message };
}
