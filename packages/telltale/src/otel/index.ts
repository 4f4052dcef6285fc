// `telltale/otel`: pieces of the OpenTelemetry shape, to be put together as with the stock SDK.

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
  ScopeView,
} from "../engine/log-processor.ts";
export type { ResourceView } from "../engine/resource-view.ts";
