// Responses of a receiver in JSON, where each signal has its own name for what was rejected.
import { toInt32, toInt64 } from "../number.ts";
import type { ExportResponse, Status } from "../response.ts";
import { parseObject } from "./parse.ts";
import { int32, int64, object, text } from "./read-field.ts";
import { optionalInteger, optionalNumber, optionalText } from "./write-field.ts";

type RejectedKey = "rejectedSpans" | "rejectedDataPoints" | "rejectedLogRecords";

/**
 * Encodes an `ExportTraceServiceResponse` as JSON; full success is `{}`.
 *
 * @example
 * ```ts
 * import { encodeTracesExportResponseJson } from "otlp";
 *
 * encodeTracesExportResponseJson({ rejected: 0n, errorMessage: "" }); // => "{}"
 * encodeTracesExportResponseJson({ rejected: 2n, errorMessage: "2 spans have no trace id" }).slice(0, 40); // => '{"partialSuccess":{"rejectedSpans":"2","'
 * ```
 */
export function encodeTracesExportResponseJson(response: ExportResponse): string {
  return encode(response, "rejectedSpans");
}

/**
 * Encodes an `ExportMetricsServiceResponse` as JSON; full success is `{}`.
 *
 * @example
 * ```ts
 * import { encodeMetricsExportResponseJson } from "otlp";
 *
 * encodeMetricsExportResponseJson({ rejected: 1n, errorMessage: "" }); // => '{"partialSuccess":{"rejectedDataPoints":"1"}}'
 * ```
 */
export function encodeMetricsExportResponseJson(response: ExportResponse): string {
  return encode(response, "rejectedDataPoints");
}

/**
 * Encodes an `ExportLogsServiceResponse` as JSON; full success is `{}`.
 *
 * @example
 * ```ts
 * import { encodeLogsExportResponseJson } from "otlp";
 *
 * encodeLogsExportResponseJson({ rejected: 1n, errorMessage: "" }); // => '{"partialSuccess":{"rejectedLogRecords":"1"}}'
 * ```
 */
export function encodeLogsExportResponseJson(response: ExportResponse): string {
  return encode(response, "rejectedLogRecords");
}

function encode({ rejected, errorMessage }: ExportResponse, key: RejectedKey): string {
  if (rejected === 0n && errorMessage === "") return "{}";
  return JSON.stringify({
    partialSuccess: {
      [key]: optionalInteger(toInt64(rejected)),
      errorMessage: optionalText(errorMessage),
    },
  });
}

/**
 * Decodes an `ExportTraceServiceResponse` in JSON; absent fields are 0 and "".
 *
 * @throws {OtlpError} when `json` is not such a message. Throws nothing else.
 * @example
 * ```ts
 * import { decodeTracesExportResponseJson } from "otlp";
 *
 * decodeTracesExportResponseJson('{"partialSuccess":{"rejectedSpans":"2"}}'); // => { rejected: 2n, errorMessage: "" }
 * ```
 */
export function decodeTracesExportResponseJson(json: string): ExportResponse {
  return decode(json, "rejectedSpans");
}

/**
 * Decodes an `ExportMetricsServiceResponse` in JSON; absent fields are 0 and "".
 *
 * @throws {OtlpError} when `json` is not such a message. Throws nothing else.
 * @example
 * ```ts
 * import { decodeMetricsExportResponseJson } from "otlp";
 *
 * decodeMetricsExportResponseJson("{}"); // => { rejected: 0n, errorMessage: "" }
 * ```
 */
export function decodeMetricsExportResponseJson(json: string): ExportResponse {
  return decode(json, "rejectedDataPoints");
}

/**
 * Decodes an `ExportLogsServiceResponse` in JSON; absent fields are 0 and "".
 *
 * @throws {OtlpError} when `json` is not such a message. Throws nothing else.
 * @example
 * ```ts
 * import { decodeLogsExportResponseJson } from "otlp";
 *
 * decodeLogsExportResponseJson("{}"); // => { rejected: 0n, errorMessage: "" }
 * ```
 */
export function decodeLogsExportResponseJson(json: string): ExportResponse {
  return decode(json, "rejectedLogRecords");
}

function decode(json: string, key: RejectedKey): ExportResponse {
  const partial = object(parseObject(json), "partialSuccess");
  return { rejected: int64(partial, key), errorMessage: text(partial, "errorMessage") };
}

/**
 * Encodes a `google.rpc.Status` without details as JSON.
 *
 * @example
 * ```ts
 * import { encodeStatusJson } from "otlp";
 *
 * encodeStatusJson({ code: 3, message: "The body is not OTLP" }); // => '{"code":3,"message":"The body is not OTLP"}'
 * ```
 */
export function encodeStatusJson(status: Status): string {
  return JSON.stringify({
    code: optionalNumber(toInt32(status.code)),
    message: optionalText(status.message),
  });
}

/**
 * Decodes a `google.rpc.Status` in JSON; its details are not read.
 *
 * @throws {OtlpError} when `json` is not such a message. Throws nothing else.
 * @example
 * ```ts
 * import { decodeStatusJson } from "otlp";
 *
 * decodeStatusJson('{"code":14,"message":"Queue full, retry"}'); // => { code: 14, message: "Queue full, retry" }
 * ```
 */
export function decodeStatusJson(json: string): Status {
  const status = parseObject(json);
  return { code: int32(status, "code"), message: text(status, "message") };
}
