// What waits for one exporter of the OpenTelemetry shape, spans or log records: gathered into batches, which leave one after the
// other and are taken out of the queue only when it is their turn, so that the queue's bound holds whatever the exporter does.
import { createEnvironment } from "../engine/environment.ts";
import { report } from "../engine/diagnose.ts";
import type { ResourceView } from "../engine/resource-view.ts";
import { suppressed } from "../engine/suppress.ts";
import { within } from "../engine/within.ts";
import { TelemetryError } from "../error.ts";

/** An exporter of the OpenTelemetry shape. `code` 0 of the result is success. */
export interface BatchExporter<T> {
  export(items: T[], done: (result: ExportResult) => void): void;
  forceFlush?(): Promise<void>;
  shutdown(): Promise<void>;
}

interface ExportResult {
  readonly code: number;
  readonly error?: Error | undefined;
}

/** The numbers of a queue, named as in the specification. */
export interface BatchLimits {
  readonly maxQueueSize: number;
  readonly maxExportBatchSize: number;
  readonly scheduledDelayMillis: number;
  readonly exportTimeoutMillis: number;
}

/** A queue before an exporter. */
export interface BatchQueue<T> {
  /** Takes `item`, or counts it as `<noun>_exporter_queue_full`. */
  add(item: T): void;
  forceFlush(): Promise<void>;
  shutdown(): Promise<void>;
}

/** A queue before `exporter` of what `noun` names. Exports never overlap, and each is given up after its time. */
export function createBatchQueue<T extends { readonly resource: ResourceView }>(
  exporter: BatchExporter<T>,
  noun: "span" | "log",
  limits: BatchLimits,
): BatchQueue<T> {
  const queue: T[] = [];
  let turn: Promise<void> = Promise.resolve();
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  async function deliver(batch: T[]): Promise<void> {
    try {
      await batch[0]?.resource.waitForAsyncAttributes?.();
      const result = await suppressed(
        async () => new Promise<ExportResult>((resolve) => exporter.export(batch, resolve)),
      );
      if (result.code !== 0) report(`${noun}_exporter_failed`, result.error);
    } catch (error) {
      report(`${noun}_exporter_failed`, error);
    }
  }

  /** Sends batches, after those on their way, while at least `least` items wait. */
  async function sendWhile(least: number): Promise<void> {
    const before = turn;
    turn = (async (): Promise<void> => {
      await before;
      while (queue.length >= least) {
        const batch = queue.splice(0, limits.maxExportBatchSize);
        if (!(await within(deliver(batch), limits.exportTimeoutMillis))) report(`${noun}_exporter_timed_out`);
      }
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
    add(item) {
      if (closed) return;
      if (queue.length >= limits.maxQueueSize) {
        report(`${noun}_exporter_queue_full`);
        return;
      }
      queue.push(item);
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
 * The limits of `options`, the variables that begin with `prefix`, and the specification's numbers.
 *
 * @throws {TelemetryError} `TT_OPTION` for a number that is no whole number from 1.
 */
export function settleBatchLimits(
  options: Readonly<Partial<Record<keyof BatchLimits, number | undefined>>>,
  prefix: "OTEL_BSP" | "OTEL_BLRP",
  delayMs: number,
): BatchLimits {
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined || (Number.isSafeInteger(value) && value >= 1)) continue;
    throw new TelemetryError(
      "TT_OPTION",
      `Cannot use \`${String(value)}\` as \`${name}\`: expected a whole number of at least 1.`,
    );
  }
  const env = createEnvironment(process.env);
  const maxQueueSize = options.maxQueueSize ?? env.whole(`${prefix}_MAX_QUEUE_SIZE`, 1) ?? 2048;
  const batchSize = options.maxExportBatchSize ?? env.whole(`${prefix}_MAX_EXPORT_BATCH_SIZE`, 1) ?? 512;
  return {
    maxQueueSize,
    maxExportBatchSize: Math.min(batchSize, maxQueueSize),
    scheduledDelayMillis: options.scheduledDelayMillis ?? env.whole(`${prefix}_SCHEDULE_DELAY`, 0) ?? delayMs,
    exportTimeoutMillis: options.exportTimeoutMillis ?? env.timeout(`${prefix}_EXPORT_TIMEOUT`) ?? 30_000,
  };
}
