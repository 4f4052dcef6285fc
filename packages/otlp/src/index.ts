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
