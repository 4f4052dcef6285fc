// `telltale/otel`: pieces of the OpenTelemetry shape, to be put together as with the stock SDK.

// sampling
export type { Sampler, SamplingResult } from "../engine/sampler/sampler.ts";
export { alwaysOff, alwaysOn } from "../sampling/always.ts";
export { alwaysRecord } from "../sampling/always-record.ts";
export { parentBased, type ParentBasedOptions } from "../sampling/parent-based.ts";
export { ruleBased, type SamplingRule, type SpanCondition } from "../sampling/rule-based.ts";
export { traceIdRatio } from "../sampling/trace-id-ratio.ts";
export {
  annotating,
  composableAlwaysOff,
  composableAlwaysOn,
  composableRules,
  type ComposableSampler,
  compositeSampler,
  consistentProbability,
  parentThreshold,
  probability,
  type SamplingIntent,
  type SamplingQuestion,
} from "../sampling/composite.ts";

// spans
export type { IdGenerator } from "../engine/tracer/id-generator.ts";
export type {
  ReadableSpan,
  ReadWriteSpan,
  SpanProcessor,
  TimedEvent,
} from "../engine/processor/span-processor.ts";
export {
  batchSpanProcessor,
  type BatchSpanOptions,
  simpleSpanProcessor,
  type SpanExporter,
} from "./span-export.ts";

// log records
export {
  batchLogRecordProcessor,
  type BatchLogOptions,
  type LogRecordExporter,
  type ReadableLogRecord,
  simpleLogRecordProcessor,
} from "./log-export.ts";
export { eventToSpanEventBridge } from "./event-bridge.ts";
export type {
  EnabledQuery,
  LogRecordProcessor,
  ReadWriteLogRecord,
} from "../engine/processor/log-processor.ts";
export type { ScopeView } from "../engine/resource/scope-view.ts";
export type { ResourceView } from "../engine/resource/resource-view.ts";
