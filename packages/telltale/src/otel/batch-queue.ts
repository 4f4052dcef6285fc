// The queue of one exporter of the OpenTelemetry shape, for spans or log records. Batches are exported one after the other, and taken out
// of the queue only when it is their turn, so that the limit of the queue holds whatever the exporter does.
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

/** What an exporter of OpenTelemetry's shape answers. */
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

/** What a queue knows. */
interface State<T> {
  readonly exporter: BatchExporter<T>;
  readonly noun: "span" | "log";
  readonly limits: BatchLimits;
  readonly items: T[];
  /** Resolves when the exports that have begun are over. */
  turn: Promise<void>;
  timer: NodeJS.Timeout | undefined;
  closed: boolean;
}

type Item = { readonly resource: ResourceView };

/** A queue before `exporter` of what `noun` names. Exports never overlap, and each is given up after its time. */
export function createBatchQueue<T extends Item>(
  exporter: BatchExporter<T>,
  noun: "span" | "log",
  limits: BatchLimits,
): BatchQueue<T> {
  const state: State<T> = {
    exporter,
    noun,
    limits,
    items: [],
    turn: Promise.resolve(),
    timer: undefined,
    closed: false,
  };
  return {
    add: (item) => add(state, item),
    async forceFlush() {
      await sendWhile(state, 1);
      await exporter.forceFlush?.();
    },
    async shutdown() {
      if (state.closed) return;
      state.closed = true;
      clearTimeout(state.timer);
      await sendWhile(state, 1);
      await exporter.shutdown();
    },
  };
}

function add<T extends Item>(state: State<T>, item: T): void {
  const { items, limits } = state;
  if (state.closed) return;
  if (items.length >= limits.maxQueueSize) {
    report(`${state.noun}_exporter_queue_full`);
    return;
  }
  items.push(item);
  if (items.length === limits.maxExportBatchSize) void sendWhile(state, limits.maxExportBatchSize);
  else schedule(state);
}

function schedule<T extends Item>(state: State<T>): void {
  if (state.items.length === 0 || state.closed) return;
  state.timer ??= setTimeout(() => {
    state.timer = undefined;
    void sendWhile(state, 1);
  }, state.limits.scheduledDelayMillis).unref();
}

/** Sends batches, after those that are being exported, while at least `least` items wait. */
async function sendWhile<T extends Item>(state: State<T>, least: number): Promise<void> {
  const { items, limits } = state;
  const before = state.turn;
  state.turn = (async (): Promise<void> => {
    await before;
    while (items.length >= least) {
      const batch = items.splice(0, limits.maxExportBatchSize);
      if (!(await within(deliver(state, batch), limits.exportTimeoutMillis)))
        report(`${state.noun}_exporter_timed_out`);
    }
    schedule(state);
  })();
  return state.turn;
}

async function deliver<T extends Item>({ exporter, noun }: State<T>, batch: T[]): Promise<void> {
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

/**
 * The limits of `options`, the variables of `signal`, and the specification's numbers.
 *
 * @throws {TelemetryError} `TT_OPTION` for a number that cannot be used.
 */
export function resolveBatchLimits(
  options: OptionsOf<typeof batchSettings.settings>,
  signal: "traces" | "logs",
): BatchLimits {
  const values = resolveSettings(batchSettings, options, "", createEnvironment(process.env));
  const maxQueueSize = values.maxQueueSize[signal];
  return {
    maxQueueSize,
    maxExportBatchSize: Math.min(values.maxExportBatchSize[signal], maxQueueSize),
    scheduledDelayMillis: values.scheduledDelayMillis[signal],
    exportTimeoutMillis: values.exportTimeoutMillis[signal],
  };
}
