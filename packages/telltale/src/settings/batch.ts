// How spans and log records are gathered before they are exported: the specification's batch processors
// (configuration/sdk-environment-variables, "Batch Span Processor" and "Batch LogRecord Processor").
import { spansAndLogs } from "./by-signal.ts";

/** The numbers of a batch processor, named as in the specification. */
export const batchSettings = {
  type: "group",
  settings: {
    /** Spans, or log records, that wait to be exported. */
    maxQueueSize: {
      type: "whole",
      least: 1,
      default: 2048,
      per: spansAndLogs as typeof spansAndLogs,
      variable: "OTEL_{PROCESSOR}_MAX_QUEUE_SIZE",
      file: "{provider}.processors[].batch.max_queue_size",
      label: "{signal}: queue",
    },
    /** Spans, or log records, in one export. A batch is no larger than the queue. */
    maxExportBatchSize: {
      type: "whole",
      least: 1,
      default: 512,
      per: spansAndLogs as typeof spansAndLogs,
      variable: "OTEL_{PROCESSOR}_MAX_EXPORT_BATCH_SIZE",
      file: "{provider}.processors[].batch.max_export_batch_size | {provider}.processors[].simple=1",
      label: "{signal}: batch",
    },
    /** Time between two exports. */
    scheduledDelayMillis: {
      type: "whole",
      unit: "ms",
      default: { traces: 5000, logs: 1000 },
      per: spansAndLogs as typeof spansAndLogs,
      variable: "OTEL_{PROCESSOR}_SCHEDULE_DELAY",
      file: "{provider}.processors[].batch.schedule_delay | {provider}.processors[].simple=0",
      label: "{signal}: delay ms",
    },
    /**
     * How long one export may take, with all its attempts. What an exporter cannot send in that time goes back into the queue, or to the spool;
     * an exporter that does not end is left to itself, and the batch is counted as `export_timed_out`.
     */
    exportTimeoutMillis: {
      type: "timeout",
      default: 30_000,
      per: spansAndLogs as typeof spansAndLogs,
      variable: "OTEL_{PROCESSOR}_EXPORT_TIMEOUT",
      file: "{provider}.processors[].batch.export_timeout",
      label: "{signal}: export timeout ms",
    },
  },
} as const;
