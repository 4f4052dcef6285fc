// Exporters of OpenTelemetry's SpanExporter shape behind ours or anybody's spans: the two processors that the specification has
// for them (trace SDK, built-in span processors). Exports of one exporter never overlap.
import { sampledFlag } from "../engine/span/span-context.ts";
import type { ReadableSpan, SpanProcessor } from "../engine/processor/span-processor.ts";
import { TelemetryError } from "../error.ts";
import { type BatchExporter, createBatchQueue, resolveBatchLimits } from "./batch-queue.ts";

/** What takes spans away, in OpenTelemetry's shape. `code` 0 of the result is success. */
export interface SpanExporter extends BatchExporter<ReadableSpan> {}

/** How spans are gathered. Default: the `OTEL_BSP_*` variables, then the specification's numbers. */
export interface BatchSpanOptions {
  /** Spans that may wait; what does not fit is counted as `span_exporter_queue_full`. 2048 */
  readonly maxQueueSize?: number | undefined;
  /** Spans of one export. 512 */
  readonly maxExportBatchSize?: number | undefined;
  /** Milliseconds between two exports. 5000 */
  readonly scheduledDelayMillis?: number | undefined;
  /** How long an export may take before it is given up, in ms. 30000 */
  readonly exportTimeoutMillis?: number | undefined;
}

/**
 * A span processor that hands sampled spans to `exporter` in batches.
 *
 * @throws {TelemetryError} `TT_EXPORTER` when `exporter` is not an exporter, `TT_OPTION` for a number other than a whole number from 1.
 */
export function batchSpanProcessor(exporter: SpanExporter, options: BatchSpanOptions = {}): SpanProcessor {
  if (!isSpanExporter(exporter))
    throw new TelemetryError("TT_EXPORTER", `Cannot export spans with \`${String(exporter)}\`.`);
  const { add, ...ends } = createBatchQueue(exporter, "span", resolveBatchLimits(options, "traces"));
  return {
    onEnd(span) {
      if ((span.spanContext().traceFlags & sampledFlag) !== 0) add(span);
    },
    ...ends,
  };
}

/**
 * A span processor that hands every span to `exporter` at once, one after the other. For development: it holds no batch back, and
 * what waits is bounded by `OTEL_BSP_MAX_QUEUE_SIZE`.
 *
 * @throws {TelemetryError} `TT_EXPORTER` when `exporter` is not an exporter.
 */
export function simpleSpanProcessor(exporter: SpanExporter): SpanProcessor {
  return batchSpanProcessor(exporter, { maxExportBatchSize: 1, scheduledDelayMillis: 1 });
}

/** Whether `value` has the shape of a SpanExporter. Exporters of metrics, which ask for temporality, have not. */
export function isSpanExporter(value: unknown): value is SpanExporter {
  const given = value as Readonly<Record<string, unknown>> | null | undefined;
  return (
    typeof given === "object" &&
    given !== null &&
    typeof given["export"] === "function" &&
    typeof given["shutdown"] === "function" &&
    typeof given["selectAggregationTemporality"] !== "function"
  );
}
