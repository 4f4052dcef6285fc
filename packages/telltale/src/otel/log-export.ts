// Exporters of OpenTelemetry's LogRecordExporter shape behind ours or anybody's log records: the two processors that the
// specification has for them (logs SDK, built-in processors). Exports of one exporter never overlap.
import type { HrTime, SpanContext } from "@opentelemetry/api";
import type { LogRecordProcessor } from "../engine/processor/log-processor.ts";
import type { ScopeView } from "../engine/resource/scope-view.ts";
import type { ResourceView } from "../engine/resource/resource-view.ts";
import { TelemetryError } from "../error.ts";
import { type BatchExporter, createBatchQueue, resolveBatchLimits } from "./batch-queue.ts";

/** A record as exporters see it (specification: logs SDK, ReadableLogRecord). */
export interface ReadableLogRecord {
  readonly hrTime: HrTime;
  readonly hrTimeObserved: HrTime;
  readonly spanContext?: SpanContext | undefined;
  readonly severityNumber?: number | undefined;
  readonly severityText?: string | undefined;
  readonly body?: unknown;
  readonly eventName?: string | undefined;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly droppedAttributesCount: number;
  readonly resource: ResourceView;
  readonly instrumentationScope: ScopeView;
}

/** What takes records away, in OpenTelemetry's shape. `code` 0 of the result is success. */
export interface LogRecordExporter extends BatchExporter<ReadableLogRecord> {}

/** How records are gathered. Default: the `OTEL_BLRP_*` variables, then the specification's numbers. */
export interface BatchLogOptions {
  /** Records that may wait; what does not fit is counted as `log_exporter_queue_full`. 2048 */
  readonly maxQueueSize?: number | undefined;
  /** Records of one export. 512 */
  readonly maxExportBatchSize?: number | undefined;
  /** Milliseconds between two exports. 1000 */
  readonly scheduledDelayMillis?: number | undefined;
  /** How long an export may take before it is given up, in ms. 30000 */
  readonly exportTimeoutMillis?: number | undefined;
}

/**
 * A log record processor that hands records to `exporter` in batches.
 *
 * @example
 * ```ts
 * import { log, start } from "telltale";
 * import { batchLogRecordProcessor, type LogRecordExporter } from "telltale/otel";
 *
 * const bodies: unknown[] = [];
 * // an exporter of the OpenTelemetry shape, such as `new OTLPLogExporter()`
 * const exporter: LogRecordExporter = {
 *   export(records, done) {
 *     bodies.push(...records.map(({ body }) => body));
 *     done({ code: 0 });
 *   },
 *   async shutdown() {},
 * };
 * const telemetry = start({ exporters: [], logRecordProcessors: [batchLogRecordProcessor(exporter)] });
 * log.info("order paid");
 * await telemetry.stop();
 * bodies; // => ["order paid"]
 * ```
 * @throws {TelemetryError} `TT_EXPORTER` when `exporter` is not an exporter, `TT_OPTION` for a number other than a whole number from 1.
 */
export function batchLogRecordProcessor(
  exporter: LogRecordExporter,
  options: BatchLogOptions = {},
): LogRecordProcessor {
  if (typeof exporter?.export !== "function" || typeof exporter.shutdown !== "function")
    throw new TelemetryError("TT_EXPORTER", `Cannot export log records with \`${String(exporter)}\`.`);
  const { add, ...ends } = createBatchQueue(exporter, "log", resolveBatchLimits(options, "logs"));
  return { onEmit: (record) => add(record), ...ends };
}

/**
 * A log record processor that hands every record to `exporter` at once, one after the other. For development: it holds no batch
 * back, and what waits is bounded by `OTEL_BLRP_MAX_QUEUE_SIZE`.
 *
 * @throws {TelemetryError} `TT_EXPORTER` when `exporter` is not an exporter.
 */
export function simpleLogRecordProcessor(exporter: LogRecordExporter): LogRecordProcessor {
  return batchLogRecordProcessor(exporter, { maxExportBatchSize: 1, scheduledDelayMillis: 1 });
}
