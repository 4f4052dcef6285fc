// The statistics that `stats()` returns: by signal, over all exporters.
import type { Signal } from "../exporter/exporter.ts";
import type { HeadSampler, RuleStats } from "../sampler/head.ts";
import type { SamplingStats } from "../tail-buffer/tail-buffer.ts";
import type { ExporterQueue } from "../queue/exporter-queue.ts";
import type { SelfStats } from "./self-stats.ts";

/** What one signal has done so far, in spans, records or points, over all exporters. */
export interface SignalStats {
  /** Not yet handed over, waiting or on their way. */
  readonly queued: number;
  readonly exported: number;
  /**
   * By reason: `queue_full`, `rejected`, `partial_success`, `too_large`, `retries_exhausted`, `exporter_failed`, `export_timed_out`, `stopped`;
   * with a spool `spool_full`, `spool_expired`, `spool_torn`, `spool_failed` as well.
   */
  readonly dropped: Readonly<Record<string, number>>;
  /** Waiting on disk, left by processes that are gone included. Only with a spool. */
  readonly spooled?: number | undefined;
  /** Written to disk when telemetry stopped, for the next process of the service to send. Missing where that is nothing. */
  readonly saved?: number | undefined;
}

/** What telemetry itself has done so far. */
export interface Stats extends Readonly<Record<Signal, SignalStats>> {
  /** Incidents inside the library by code, since the process began. */
  readonly reports: Readonly<Record<string, number>>;
  /** What was recorded, and the cost of exporting it. Missing when nothing is recorded. */
  readonly self?: SelfStats | undefined;
  /** What became of traces. Only where they are held until they are decided. */
  readonly sampling?: SamplingStats | undefined;
  /** What was decided when traces began, by rule. Only where rules have decided something. */
  readonly headSampling?: Readonly<Record<string, RuleStats>> | undefined;
}

/** The figures of one signal: `open` items are in its open batches, and it has dropped `refused`. */
export function statsOf(queues: readonly ExporterQueue[], open: number, refused: number): SignalStats {
  const dropped: Record<string, number> = refused === 0 ? {} : { queue_full: refused };
  let queued = open;
  let exported = 0;
  let saved = 0;
  let spooled: number | undefined;
  for (const queue of queues) {
    const onDisk = queue.spooled();
    if (onDisk !== undefined) spooled = (spooled ?? 0) + onDisk;
    queued += queue.held();
    exported += queue.exported();
    saved += queue.saved().items;
    for (const [reason, count] of Object.entries(queue.dropped()))
      dropped[reason] = (dropped[reason] ?? 0) + count;
  }
  return {
    queued,
    exported,
    dropped,
    ...(spooled === undefined ? {} : { spooled }),
    ...(saved === 0 ? {} : { saved }),
  };
}

/** What rules at the head have decided, where they have decided anything. */
export function headStats(head: HeadSampler | undefined): Pick<Stats, "headSampling"> {
  const headSampling = head?.stats() ?? {};
  return Object.keys(headSampling).length === 0 ? {} : { headSampling };
}
