// Keeps what an exporter cannot send now: batches wait on disk while the receiver is away and are sent later in their order.
// While nothing waits, batches are sent directly and never touch the disk.
import { builtin } from "../engine/runtime/builtin.ts";
import { report } from "../engine/diagnostics/diagnose.ts";
import type { Batch, Exporter, Kept, Outcome, Signal } from "../engine/exporter/exporter.ts";
import { suppressed } from "../engine/context/suppress.ts";
import { type Disk, nodeDisk } from "./disk.ts";
import type { Sender, Waits } from "./drain.ts";
import {
  createQueue,
  keptIn,
  leaveQueue,
  maintain,
  type Queue,
  saveNow,
  sendOrSpool,
  spillNow,
  stopQueue,
} from "./queue.ts";
import { createQuota, type Quota, scanOthers } from "./quota.ts";
import type { SpoolSettings } from "./settings.ts";

/** What tests set to other values. */
export interface SpoolTuning {
  readonly disk?: Disk | undefined;
  readonly waits?: Waits | undefined;
  /** Milliseconds between two scans for folders of dead processes. */
  readonly rounds?: number | undefined;
}

const crypto = builtin("crypto");
const signals: readonly Signal[] = ["traces", "metrics", "logs"];
const defaultWaits: Waits = { initialMs: 1000, maxMs: 30_000 };
const roundMs = 10_000;

/** `exporters` with a spool before each that can have one: all that can try a batch once. */
export function withSpool(
  exporters: readonly Exporter[],
  settings: SpoolSettings,
  tuning: SpoolTuning = {},
): readonly Exporter[] {
  const quota = createQuota(
    settings.directory,
    settings.maxBytes,
    settings.maxAgeMs,
    tuning.disk ?? nodeDisk,
  );
  return exporters.map((exporter) =>
    exporter.attempt === undefined ? exporter : spooledExporter(exporter as Attempting, quota, tuning),
  );
}

/** `exporter` with one queue for each of its signals. */
function spooledExporter(exporter: Attempting, quota: Quota, tuning: SpoolTuning): Exporter {
  // the files of a spool are not spans of the application, which instruments `fs` perhaps
  const queues = suppressed(() => openQueues(exporter, quota, tuning.waits ?? defaultWaits));
  const all = [...queues.values()];
  const maintenance = suppressed(() =>
    setInterval(() => void maintainAll(quota, all), tuning.rounds ?? roundMs).unref(),
  );
  return {
    name: exporter.name,
    ...(exporter.signals === undefined ? {} : { signals: exporter.signals }),
    metricPreference: exporter.metricPreference,
    ...(exporter.destination === undefined ? {} : { destination: exporter.destination }),
    async send(batch, abort): Promise<Outcome> {
      const queue = queues.get(batch.signal);
      const outcome = queue && (await sendOrSpool(queue, batch, abort));
      // the disk does not accept it: it waits in memory, as without a spool
      return outcome ?? exporter.send(batch, abort);
    },
    save: (batch) => callQueue(queues, batch, saveNow),
    spill: (batch) => callQueue(queues, batch, spillNow),
    kept(signal): Kept {
      const queue = queues.get(signal);
      return queue === undefined ? nothingKept : keptIn(queue);
    },
    hurry() {
      exporter.hurry?.();
      for (const { drain } of all) drain.wake?.();
    },
    leave() {
      clearInterval(maintenance);
      for (const queue of all) leaveQueue(queue);
      exporter.leave?.();
    },
    async stop() {
      clearInterval(maintenance);
      await Promise.all(all.map(stopQueue));
      try {
        await exporter.stop?.();
      } catch (error) {
        report("exporter_stop_failed", error);
      }
    },
  };
}

type Attempting = Exporter & Required<Pick<Exporter, "attempt">>;

const nothingKept: Kept = { items: 0, bytes: 0, exported: 0, dropped: {} };

function openQueues(exporter: Attempting, quota: Quota, waits: Waits): Map<Signal, Queue> {
  const attempt: Sender["attempt"] = async (batch, abort) =>
    suppressed(async () => exporter.attempt(batch, abort));
  return new Map(
    signals
      .filter((signal) => exporter.signals?.includes(signal) ?? true)
      .map((signal) => [signal, createQueue(quota, folderOf(signal, exporter), { signal, waits, attempt })]),
  );
}

function callQueue(
  queues: ReadonlyMap<Signal, Queue>,
  batch: Batch,
  call: (queue: Queue, batch: Batch) => boolean,
): boolean {
  const queue = queues.get(batch.signal);
  return queue !== undefined && suppressed(() => call(queue, batch));
}

async function maintainAll(quota: Quota, queues: readonly Queue[]): Promise<void> {
  await scanOthers(quota);
  for (const queue of queues) await maintain(queue);
}

/** One folder for each signal and destination: what waits is sent only to its own destination. */
function folderOf(signal: Signal, exporter: Exporter): string {
  const destination = exporter.destination?.(signal) ?? exporter.name;
  return `${signal}-${crypto().createHash("sha256").update(destination).digest("hex").slice(0, 12)}`;
}
