// The exporters of each signal: one queue for each exporter, and one pipeline that fills these queues with batches. Metrics have no
// pipeline: a reader collects them.
import type { Exporter, Signal } from "../exporter/exporter.ts";
import { createSignalPipeline, type SignalPipeline } from "../queue/signal-pipeline.ts";
import type { ExporterQueueLimits } from "../queue/export-batch.ts";
import { createExporterQueue, type ExporterQueue } from "../queue/exporter-queue.ts";
import type { PipelineSettings } from "./settings.ts";
import { followResource } from "../resource/resource.ts";
import { createDirectQueue } from "../queue/direct-queue.ts";

/** The queues and pipelines of all signals. */
export interface Exporters {
  readonly queues: Readonly<Record<Signal, readonly ExporterQueue[]>>;
  readonly pipelines: Readonly<Record<"traces" | "logs", SignalPipeline>>;
  /** Whether any exporter takes log records. */
  readonly takesLogs: boolean;
  /** The resource as known now, encoded. */
  readonly resource: () => Uint8Array;
}

// a receiver that takes 50 ms to acknowledge then takes 80,000 spans a second of us
const maxInFlight = 8;

/** Creates the queues and pipelines for the exporters in `settings`. */
export function createExporters(settings: PipelineSettings): Exporters {
  const { limits, taps = [] } = settings;
  const resource = followResource(settings);
  const queues = {
    traces: queuesOf("traces", settings, { ...limits.traces, ...roomForTraces(settings), maxInFlight }),
    logs: queuesOf("logs", settings, { ...limits.logs, maxInFlight }),
    // whole cumulative collections: one after the other, bounded in bytes
    metrics: queuesOf("metrics", settings, {
      maxQueueSize: Number.MAX_SAFE_INTEGER,
      maxQueueBytes: limits.traces.maxQueueBytes,
      maxFactBytes: 0,
      maxInFlight: 1,
      exportTimeoutMs: settings.metricTimeoutMs,
    }),
  };
  // each takes spans and records, and counts both
  const direct = taps.map(createDirectQueue);
  return {
    queues,
    pipelines: {
      traces: createSignalPipeline("traces", resource, [...queues.traces, ...direct], limits.traces),
      logs: createSignalPipeline("logs", resource, [...queues.logs, ...direct], limits.logs),
    },
    takesLogs: queues.logs.length + direct.length > 0,
    resource,
  };
}

function queuesOf(
  signal: Signal,
  { exporters }: PipelineSettings,
  limits: ExporterQueueLimits,
): ExporterQueue[] {
  return exporters
    .filter(({ signals }) => signals?.includes(signal) ?? true)
    .map((exporter) => queueTo(exporter, signal, limits));
}

function queueTo(exporter: Exporter, signal: Signal, limits: ExporterQueueLimits): ExporterQueue {
  return exporter.take === undefined
    ? createExporterQueue(exporter, signal, limits)
    : createDirectQueue(exporter);
}

/** Room for traces that are decided whole, and leave whole: as much more as one may have. */
function roomForTraces({ limits, traces }: PipelineSettings): Partial<ExporterQueueLimits> {
  if (traces.hold === undefined) return {};
  const { maxSpansPerTrace, maxBytes } = traces.hold.limits;
  return {
    maxQueueSize: limits.traces.maxQueueSize + maxSpansPerTrace,
    maxQueueBytes: limits.traces.maxQueueBytes + maxBytes,
  };
}
