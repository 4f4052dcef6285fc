// Exporters of OpenTelemetry's SpanExporter shape behind ours or anybody's spans: the two processors that the specification has
// for them (trace SDK, built-in span processors). Exports of one exporter never overlap.
import { report } from "../engine/diagnose.ts";
import { createEnvironment } from "../engine/environment.ts";
import { sampledFlag } from "../engine/span-context.ts";
import type { ReadableSpan, SpanProcessor } from "../engine/span-processor.ts";
import { suppressed } from "../engine/suppress.ts";
import { within } from "../engine/within.ts";
import { TelemetryError } from "../error.ts";

/** What takes spans away, in OpenTelemetry's shape. `code` 0 of the result is success. */
export interface SpanExporter {
  export(
    spans: ReadableSpan[],
    done: (result: { readonly code: number; readonly error?: Error | undefined }) => void,
  ): void;
  forceFlush?(): Promise<void>;
  shutdown(): Promise<void>;
}

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
 * @throws {TelemetryError} `TT_EXPORTER` when `exporter` is none, `TT_OPTION` for a number that is no whole number from 1.
 */
export function batchSpanProcessor(exporter: SpanExporter, options: BatchSpanOptions = {}): SpanProcessor {
  const limits = settle(options);
  const queue: ReadableSpan[] = [];
  const send = createSender(exporter, limits.exportTimeoutMillis);
  let turn: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  /** Sends batches, after those on their way, while at least `least` spans wait. */
  async function sendWhile(least: number): Promise<void> {
    const before = turn;
    turn = (async (): Promise<void> => {
      await before;
      while (queue.length >= least) await send(queue.splice(0, limits.maxExportBatchSize));
      schedule();
    })();
    return turn;
  }

  function schedule(): void {
    if (queue.length === 0 || closed) return;
    timer ??= setTimeout(() => {
      timer = undefined;
      void sendWhile(1);
    }, limits.scheduledDelayMillis).unref();
  }

  return {
    onEnd(span) {
      if (closed || (span.spanContext().traceFlags & sampledFlag) === 0) return;
      if (queue.length >= limits.maxQueueSize) {
        report("span_exporter_queue_full");
        return;
      }
      queue.push(span);
      if (queue.length === limits.maxExportBatchSize) void sendWhile(limits.maxExportBatchSize);
      else schedule();
    },
    async forceFlush() {
      await sendWhile(1);
      await exporter.forceFlush?.();
    },
    async shutdown() {
      if (closed) return;
      closed = true;
      clearTimeout(timer);
      await sendWhile(1);
      await exporter.shutdown();
    },
  };
}

/**
 * A span processor that hands every span to `exporter` at once, one after the other. For development: it holds no batch back, and
 * what waits is bounded by `OTEL_BSP_MAX_QUEUE_SIZE`.
 *
 * @throws {TelemetryError} `TT_EXPORTER` when `exporter` is none.
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

/** Sends a batch, which is given up after `timeoutMs`. Never rejects. */
function createSender(exporter: SpanExporter, timeoutMs: number): (batch: ReadableSpan[]) => Promise<void> {
  if (!isSpanExporter(exporter))
    throw new TelemetryError("TT_EXPORTER", `Cannot export spans with \`${String(exporter)}\`.`);
  async function deliver(batch: ReadableSpan[]): Promise<void> {
    try {
      await batch[0]?.resource.waitForAsyncAttributes?.();
      const result = await suppressed(
        async () =>
          new Promise<{ readonly code: number; readonly error?: Error | undefined }>((resolve) => {
            exporter.export(batch, resolve);
          }),
      );
      if (result.code !== 0) report("span_exporter_failed", result.error);
    } catch (error) {
      report("span_exporter_failed", error);
    }
  }
  return async (batch) => {
    if (!(await within(deliver(batch), timeoutMs))) report("span_exporter_timed_out");
  };
}

function settle(options: BatchSpanOptions): Required<{ [K in keyof BatchSpanOptions]: number }> {
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || (Number.isSafeInteger(value) && value >= 1)) continue;
    throw new TelemetryError(
      "TT_OPTION",
      `Cannot use \`${String(value)}\` as \`${name}\`: expected a whole number of at least 1.`,
    );
  }
  const env = createEnvironment(process.env);
  const maxQueueSize = options.maxQueueSize ?? env.whole("OTEL_BSP_MAX_QUEUE_SIZE", 1) ?? 2048;
  const batchSize = options.maxExportBatchSize ?? env.whole("OTEL_BSP_MAX_EXPORT_BATCH_SIZE", 1) ?? 512;
  return {
    maxQueueSize,
    maxExportBatchSize: Math.min(batchSize, maxQueueSize),
    scheduledDelayMillis: options.scheduledDelayMillis ?? env.whole("OTEL_BSP_SCHEDULE_DELAY", 0) ?? 5000,
    exportTimeoutMillis: options.exportTimeoutMillis ?? env.whole("OTEL_BSP_EXPORT_TIMEOUT", 1) ?? 30_000,
  };
}
