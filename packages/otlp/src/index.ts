// OTLP messages to bytes and back: traces, metrics, logs, responses; protobuf and JSON.
export { ByteWriter, FIXED32, FIXED64, LENGTH, VARINT } from "./byte-writer.ts";
export { OtlpError, type OtlpErrorCode } from "./error.ts";
export type { LogRecord, ResourceLogs, ScopeLogs } from "./log.ts";
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
export type { ResourceSpans, ScopeSpans, Span, SpanEvent, SpanLink, SpanStatus } from "./trace.ts";
export {
  type AnyValue,
  type Attributes,
  type EntityRef,
  MAX_DEPTH,
  type Resource,
  type Scope,
} from "./value.ts";
export { ByteReader } from "./byte-reader.ts";
export { decodeLogs } from "./protobuf/decode-log.ts";
export { decodeMetrics } from "./protobuf/decode-metric.ts";
export { decodeTraces } from "./protobuf/decode-trace.ts";
export { encodeLogs } from "./protobuf/encode-log.ts";
export { encodeMetrics } from "./protobuf/encode-metric.ts";
export { encodeTraces } from "./protobuf/encode-trace.ts";
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
export type { ExportResponse, Status } from "./response.ts";
export { decodeLogsJson } from "./json/decode-log.ts";
export { decodeMetricsJson } from "./json/decode-metric.ts";
export { decodeTracesJson } from "./json/decode-trace.ts";
export { encodeLogsJson } from "./json/encode-log.ts";
export { encodeMetricsJson } from "./json/encode-metric.ts";
export { encodeTracesJson } from "./json/encode-trace.ts";
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
