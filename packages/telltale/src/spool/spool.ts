// Keeps what an exporter cannot send now: batches wait on disk while the receiver is away and are sent later in their order.
// While nothing waits, batches go straight to the receiver and never touch the disk.
import { builtin } from "../engine/runtime/builtin.ts";
import { report } from "../engine/diagnostics/diagnose.ts";
import type { Attempt, Batch, Exporter, Kept, Outcome, Signal } from "../engine/exporter/exporter.ts";
import { suppressed } from "../engine/context/suppress.ts";
import { type Disk, nodeDisk } from "./disk.ts";
import { createQueue, type Queue, type Waits } from "./queue.ts";
import type { SpoolSettings } from "./settings.ts";
import { createStock } from "./stock.ts";

/** What tests set otherwise. */
export interface SpoolTuning {
  readonly disk?: Disk | undefined;
  readonly waits?: Waits | undefined;
  /** Between two looks after folders of processes that are gone. */
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
  const disk = tuning.disk ?? nodeDisk;
  const stock = createStock(settings.directory, settings.maxBytes, settings.maxAgeMs, disk);
  return exporters.map((exporter) =>
    exporter.attempt === undefined
      ? exporter
      : spooled({ ...exporter, attempt: exporter.attempt }, (signal) =>
          createQueue({
            stock,
            folder: folderOf(signal, exporter),
            maxAgeMs: settings.maxAgeMs,
            disk,
            waits: tuning.waits ?? defaultWaits,
            signal,
            attempt: async (batch, abort) =>
              suppressed(async () => (exporter.attempt as Attempting)(batch, abort)),
          }),
        ),
  );

  function spooled(exporter: Exporter & { attempt: Attempting }, open: (signal: Signal) => Queue): Exporter {
    const queues = new Map(
      signals
        .filter((signal) => exporter.signals?.includes(signal) ?? true)
        .map((signal) => [signal, open(signal)]),
    );
    const round = setInterval(() => void goRound(), tuning.rounds ?? roundMs).unref();
    async function goRound(): Promise<void> {
      await stock.look();
      for (const queue of queues.values()) await queue.goRound();
    }
    return {
      name: exporter.name,
      ...(exporter.signals === undefined ? {} : { signals: exporter.signals }),
      metricPreference: exporter.metricPreference,
      ...(exporter.destination === undefined ? {} : { destination: exporter.destination }),
      async send(batch, abort): Promise<Outcome> {
        const queue = queues.get(batch.signal);
        if (queue === undefined) return exporter.send(batch, abort);
        const outcome = await queue.send(batch, abort);
        // the disk does not take it: it waits in memory, as without a spool
        return outcome ?? exporter.send(batch, abort);
      },
      save: (batch) => queues.get(batch.signal)?.save(batch) ?? false,
      spill: (batch) => queues.get(batch.signal)?.spill(batch) ?? false,
      kept: (signal): Kept => queues.get(signal)?.kept() ?? nothingKept,
      hurry() {
        exporter.hurry?.();
        for (const queue of queues.values()) queue.hurry();
      },
      leave() {
        clearInterval(round);
        for (const queue of queues.values()) queue.leave();
        exporter.leave?.();
      },
      async stop() {
        clearInterval(round);
        await Promise.all([...queues.values()].map(async (queue) => queue.stop()));
        try {
          await exporter.stop?.();
        } catch (error) {
          report("exporter_stop_failed", error);
        }
      },
    };
  }
}

type Attempting = (batch: Batch, signal: AbortSignal) => Promise<Attempt>;

const nothingKept: Kept = { items: 0, bytes: 0, exported: 0, dropped: {} };

/** One folder a signal and destination: what waits goes where it was meant to go, and nowhere else. */
function folderOf(signal: Signal, exporter: Exporter): string {
  const place = exporter.destination?.(signal) ?? exporter.name;
  return `${signal}-${crypto().createHash("sha256").update(place).digest("hex").slice(0, 12)}`;
}
