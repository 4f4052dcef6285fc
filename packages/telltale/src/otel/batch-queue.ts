// What waits for one exporter of the OpenTelemetry shape, spans or log records: gathered into batches, which leave one after the
// other and are taken out of the queue only when it is their turn, so that the queue's bound holds whatever the exporter does.
import { createEnvironment } from "../engine/settings/environment.ts";
import { report } from "../engine/diagnostics/diagnose.ts";
import type { ResourceView } from "../engine/resource/resource-view.ts";
import { suppressed } from "../engine/context/suppress.ts";
import { within } from "../engine/runtime/within.ts";
import { batchSettings } from "../settings/batch.ts";
import { resolve as resolveSettings } from "../settings/resolve.ts";
import type { OptionsOf } from "../settings/setting.ts";

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
 * The limits of `options`, the variables of `signal`, and the specification's numbers.
 *
 * @throws {TelemetryError} `TT_OPTION` for a number that cannot be used.
 */
export function settleBatchLimits(
  options: OptionsOf<typeof batchSettings.settings>,
  signal: "traces" | "logs",
): BatchLimits {
  const settled = resolveSettings(batchSettings, options, "", createEnvironment(process.env));
  const maxQueueSize = settled.maxQueueSize[signal];
  return {
    maxQueueSize,
    maxExportBatchSize: Math.min(settled.maxExportBatchSize[signal], maxQueueSize),
    scheduledDelayMillis: settled.scheduledDelayMillis[signal],
    exportTimeoutMillis: settled.exportTimeoutMillis[signal],
  };
}
