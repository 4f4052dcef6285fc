// Telemetry kept in memory and read back from the bytes that would have left.
import type { Batch, Exporter, MetricPreference } from "../engine/exporter/exporter.ts";
import { checkPreference } from "./metric-preference.ts";
import {
  type MemoryLog,
  type MemoryMetric,
  type MemorySpan,
  readLogs,
  readMetrics,
  readSpans,
} from "./read-batch.ts";

/** Keeps what is exported. Call `flush()` of the running telemetry first, then read. */
export interface MemoryExporter extends Exporter {
  /** All spans; those of one instrumentation scope in the order they ended. */
  spans(): MemorySpan[];
  /** All log records; those of one instrumentation scope in the order they were emitted. */
  logs(): MemoryLog[];
  /** The metrics of the last collection. */
  metrics(): MemoryMetric[];
  /** Forgets everything. */
  clear(): void;
}

/**
 * Keeps telemetry in memory; metrics as `options` want them, cumulative by default.
 *
 * @example
 * ```ts
 * import { memoryExporter, start, trace } from "telltale";
 *
 * const memory = memoryExporter();
 * const telemetry = start({ service: "test", exporters: [memory], handleExit: false });
 * trace("work", (span) => span.setAttribute("answer", 42));
 * await telemetry.flush();
 * const [span] = memory.spans();
 * span?.attributes; // => { answer: 42 }
 * await telemetry.stop();
 * ```
 */
export function memoryExporter(options: MetricPreference = {}): MemoryExporter {
  const batches: Batch[] = [];
  const bodies = (signal: Batch["signal"]): Uint8Array[] =>
    batches.filter((batch) => batch.signal === signal).map((batch) => batch.body);
  return {
    name: "memory",
    metricPreference: checkPreference(options),
    take: (batch) => void batches.push(batch),
    async send(batch) {
      batches.push(batch);
      return { exported: batch.items, dropped: 0 };
    },
    spans: () => bodies("traces").flatMap(readSpans),
    logs: () => bodies("logs").flatMap(readLogs),
    metrics: () => bodies("metrics").slice(-1).flatMap(readMetrics),
    clear: () => void batches.splice(0),
  };
}
