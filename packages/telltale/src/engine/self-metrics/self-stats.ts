// The library's figures about itself as `stats()` gives them: the same numbers as the self metrics, without any exporter.
import type { CardinalityGuard, GrowingKey } from "../cardinality/guard.ts";
import { decisions, type EngineCounts } from "../diagnostics/counts.ts";
import type { Signal } from "../exporter/exporter.ts";
import type { SignalPipeline } from "../queue/signal-pipeline.ts";
import type { ExporterQueue } from "../queue/exporter-queue.ts";

/** What was made and what exporting it cost. */
export interface SelfStats {
  readonly spans: {
    /** All that were started, those that do not record included. */
    readonly started: number;
    /** Recording ones that have not ended. */
    readonly live: number;
  };
  readonly logs: {
    /** Records that were wanted. */
    readonly created: number;
  };
  readonly export: Readonly<Record<Signal, ExportStats>>;
  /** What configuration left out before it was made, or before it was written. */
  readonly leftOut: { readonly spans: number; readonly logs: number };
  /** Attributes of metrics, and names, that have many different values: the largest first, 20 at most. */
  readonly growing: readonly GrowingKey[];
}

/** What exporting one signal cost, over all exporters. */
export interface ExportStats {
  /** Items on their way. */
  readonly inFlight: number;
  readonly batches: number;
  /** Handed to exporters, not compressed. */
  readonly bytes: number;
  /** From handing over to the answer. */
  readonly seconds: number;
  /** For which sealing and handing over held the event loop. */
  readonly busySeconds: number;
  /** Waiting on disk. Only with a spool. */
  readonly spooledBytes?: number | undefined;
}

/** The figures now. */
export function selfStats(
  counts: EngineCounts,
  pipelines: Readonly<Record<"traces" | "logs", SignalPipeline>>,
  queues: Readonly<Record<Signal, readonly ExporterQueue[]>>,
  guard: CardinalityGuard | undefined,
): SelfStats {
  const { started, ended, logs } = counts;
  const all = started.reduce((sum, count) => sum + count, 0);
  const recording = started.reduce((sum, count, at) => (at % decisions.length === 0 ? sum : sum + count), 0);
  return {
    spans: { started: all, live: recording - ended.reduce((sum, count) => sum + count, 0) },
    logs: { created: logs },
    export: {
      traces: exportStats("traces", queues.traces, pipelines.traces.batchMs()),
      metrics: exportStats("metrics", queues.metrics, 0),
      logs: exportStats("logs", queues.logs, pipelines.logs.batchMs()),
    },
    leftOut: { spans: counts.leftOut, logs: counts.leftOutLogs },
    growing: guard?.growing() ?? [],
  };
}

function exportStats(signal: Signal, queues: readonly ExporterQueue[], batchMs: number): ExportStats {
  const total = { inFlight: 0, batches: 0, bytes: 0, seconds: 0, busySeconds: batchMs / 1000 };
  let spooledBytes: number | undefined;
  for (const queue of queues) {
    const figures = queue.figures();
    total.inFlight += figures.inFlight;
    total.batches += figures.batches;
    total.bytes += figures.bytes;
    total.seconds += figures.seconds;
    total.busySeconds += figures.busySeconds;
    const kept = queue.exporter.kept?.(signal);
    if (kept !== undefined) spooledBytes = (spooledBytes ?? 0) + kept.bytes;
  }
  return spooledBytes === undefined ? total : { ...total, spooledBytes };
}
