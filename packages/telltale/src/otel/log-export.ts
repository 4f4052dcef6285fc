// Exporters of OpenTelemetry's LogRecordExporter shape behind ours or anybody's log records: the two processors that the
// specification has for them (logs SDK, built-in processors). Exports of one exporter never overlap.
import type { HrTime, SpanContext } from "@opentelemetry/api";
import { report } from "../engine/diagnose.ts";
import { createEnvironment } from "../engine/environment.ts";
import type { LogRecordProcessor, ScopeView } from "../engine/log-processor.ts";
import type { ResourceView } from "../engine/resource-view.ts";
import { suppressed } from "../engine/suppress.ts";
import { within } from "../engine/within.ts";
import { TelemetryError } from "../error.ts";

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
export interface LogRecordExporter {
  export(
    records: ReadableLogRecord[],
    done: (result: { readonly code: number; readonly error?: Error | undefined }) => void,
  ): void;
  forceFlush?(): Promise<void>;
  shutdown(): Promise<void>;
}

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
 * import { batchLogRecordProcessor } from "telltale/otel";
 *
 * const bodies = [];
 * // an exporter of the OpenTelemetry shape, such as `new OTLPLogExporter()`
 * const exporter = {
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
 * @throws {TelemetryError} `TT_EXPORTER` when `exporter` is none, `TT_OPTION` for a number that is no whole number from 1.
 */
export function batchLogRecordProcessor(
  exporter: LogRecordExporter,
  options: BatchLogOptions = {},
): LogRecordProcessor {
  const limits = settle(options);
  const queue: ReadableLogRecord[] = [];
  const send = oneAtATime(exporter, limits.exportTimeoutMillis);
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  async function sendSome(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    const batch = queue.splice(0, limits.maxExportBatchSize);
    if (batch.length > 0) await send(batch);
    schedule();
  }

  function schedule(): void {
    if (queue.length > 0 && !closed)
      timer ??= setTimeout(() => void sendSome(), limits.scheduledDelayMillis).unref();
  }

  async function sendAll(): Promise<void> {
    while (queue.length > 0) await sendSome();
    await send([]);
  }

  return {
    onEmit(record) {
      if (closed) return;
      if (queue.length >= limits.maxQueueSize) {
        report("log_exporter_queue_full");
        return;
      }
      queue.push(record);
      if (queue.length === limits.maxExportBatchSize) void sendSome();
      else schedule();
    },
    async forceFlush() {
      await sendAll();
      await exporter.forceFlush?.();
    },
    async shutdown() {
      if (closed) return;
      closed = true;
      await sendAll();
      await exporter.shutdown();
    },
  };
}

/**
 * A log record processor that hands every record to `exporter` at once, one after the other. For development: it holds no batch
 * back, and what waits is bounded by `OTEL_BLRP_MAX_QUEUE_SIZE`.
 *
 * @throws {TelemetryError} `TT_EXPORTER` when `exporter` is none.
 */
export function simpleLogRecordProcessor(exporter: LogRecordExporter): LogRecordProcessor {
  return batchLogRecordProcessor(exporter, { maxExportBatchSize: 1, scheduledDelayMillis: 1 });
}

/** Sends batches one after the other; each is given up after `timeoutMs`. An empty one only waits for its turn. Never rejects. */
function oneAtATime(
  exporter: LogRecordExporter,
  timeoutMs: number,
): (batch: ReadableLogRecord[]) => Promise<void> {
  if (typeof exporter?.export !== "function" || typeof exporter.shutdown !== "function")
    throw new TelemetryError("TT_EXPORTER", `Cannot export log records with \`${String(exporter)}\`.`);
  let turn: Promise<void> = Promise.resolve();
  async function deliver(batch: ReadableLogRecord[]): Promise<void> {
    if (batch.length === 0) return;
    await batch[0]?.resource.waitForAsyncAttributes?.();
    const result = await suppressed(
      async () =>
        new Promise<{ readonly code: number; readonly error?: Error | undefined }>((resolve) => {
          exporter.export(batch, resolve);
        }),
    );
    if (result.code !== 0) report("log_exporter_failed", result.error);
  }
  async function guarded(batch: ReadableLogRecord[]): Promise<void> {
    try {
      await deliver(batch);
    } catch (error) {
      report("log_exporter_failed", error);
    }
  }
  return async (batch) => {
    const before = turn;
    turn = (async (): Promise<void> => {
      await before;
      if (!(await within(guarded(batch), timeoutMs))) report("log_exporter_timed_out");
    })();
    return turn;
  };
}

function settle(options: BatchLogOptions): Required<{ [K in keyof BatchLogOptions]: number }> {
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || (Number.isSafeInteger(value) && value >= 1)) continue;
    throw new TelemetryError(
      "TT_OPTION",
      `Cannot use \`${String(value)}\` as \`${name}\`: expected a whole number of at least 1.`,
    );
  }
  const env = createEnvironment(process.env);
  const maxQueueSize = options.maxQueueSize ?? env.whole("OTEL_BLRP_MAX_QUEUE_SIZE", 1) ?? 2048;
  const batchSize = options.maxExportBatchSize ?? env.whole("OTEL_BLRP_MAX_EXPORT_BATCH_SIZE", 1) ?? 512;
  return {
    maxQueueSize,
    maxExportBatchSize: Math.min(batchSize, maxQueueSize),
    scheduledDelayMillis: options.scheduledDelayMillis ?? env.whole("OTEL_BLRP_SCHEDULE_DELAY", 0) ?? 1000,
    exportTimeoutMillis: options.exportTimeoutMillis ?? env.whole("OTEL_BLRP_EXPORT_TIMEOUT", 1) ?? 30_000,
  };
}
