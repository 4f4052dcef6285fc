// Encodes and decodes OTLP messages: traces, metrics, logs and a receiver's responses, in protobuf and JSON. Written by hand,
// without dependencies, for opentelemetry-proto v1.10; Node only (it uses `Buffer`).
//
// Decoders accept untrusted input: anything that is not a message gives an `OtlpError`, in time and memory proportional to the
// input. Encoders clamp numbers that are out of range. Neither validates ids or names: the receiver does.

// The model.
export {
  type AnyValue,
  type Attributes,
  type EntityRef,
  MAX_DEPTH,
  type Resource,
  type Scope,
} from "./value.ts";
export type { ResourceSpans, ScopeSpans, Span, SpanEvent, SpanLink, SpanStatus } from "./trace.ts";
export {
  type Buckets,
  CUMULATIVE,
  DELTA,
  type Exemplar,
  type ExponentialHistogram,
  type ExponentialHistogramPoint,
  type Gauge,
  type Histogram,
  type HistogramPoint,
  type Metric,
  type MetricData,
  NO_RECORDED_VALUE,
  type NumberPoint,
  type Point,
  type QuantileValue,
  type ResourceMetrics,
  type ScopeMetrics,
  type Sum,
  type Summary,
  type SummaryPoint,
} from "./metric.ts";
export type { LogRecord, ResourceLogs, ScopeLogs } from "./log.ts";
export type { ExportResponse, Status } from "./response.ts";
export { OtlpError, type OtlpErrorCode } from "./error.ts";

// Requests in protobuf.
export { encodeTraces } from "./protobuf/encode-trace.ts";
export { decodeTraces } from "./protobuf/decode-trace.ts";
export { encodeMetrics } from "./protobuf/encode-metric.ts";
export { decodeMetrics } from "./protobuf/decode-metric.ts";
export { encodeLogs } from "./protobuf/encode-log.ts";
export { decodeLogs } from "./protobuf/decode-log.ts";

// Requests in JSON.
export { encodeTracesJson } from "./json/encode-trace.ts";
export { decodeTracesJson } from "./json/decode-trace.ts";
export { encodeMetricsJson } from "./json/encode-metric.ts";
export { decodeMetricsJson } from "./json/decode-metric.ts";
export { encodeLogsJson } from "./json/encode-log.ts";
export { decodeLogsJson } from "./json/decode-log.ts";
export type { JsonOptions, OnBadItem } from "./json/read-field.ts";

// A large request as several small ones.
export { Budget } from "./budget.ts";
export { type CutOptions, cutRequest } from "./protobuf/cut.ts";

// Responses.
export {
  decodeExportResponse as decodeLogsExportResponse,
  decodeExportResponse as decodeMetricsExportResponse,
  decodeExportResponse as decodeTracesExportResponse,
  decodeStatus,
  encodeExportResponse as encodeLogsExportResponse,
  encodeExportResponse as encodeMetricsExportResponse,
  encodeExportResponse as encodeTracesExportResponse,
  encodeStatus,
} from "./protobuf/response.ts";
export {
  decodeLogsExportResponseJson,
  decodeMetricsExportResponseJson,
  decodeStatusJson,
  decodeTracesExportResponseJson,
  encodeLogsExportResponseJson,
  encodeMetricsExportResponseJson,
  encodeStatusJson,
  encodeTracesExportResponseJson,
} from "./json/response.ts";

// The writer and the reader of the protobuf wire format, for code that encodes its own messages.
export { ByteWriter, FIXED32, FIXED64, LENGTH, VARINT } from "./byte-writer.ts";
export { ByteReader } from "./byte-reader.ts";

// Attributes as encoded bytes, for code that stores them.
export { AttributeTape, WIRE_KIND, WIRE_WORDS, WireAttributes } from "./protobuf/wire-attributes.ts";
