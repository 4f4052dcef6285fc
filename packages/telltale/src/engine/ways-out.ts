// The ways out of what is recorded: for each signal an outlet to every exporter that takes it, and a lane that fills them. Metrics have
// no lane: they are collected as they stand.
import type { Exporter, Signal } from "./exporter.ts";
import { createLane, type Lane } from "./lane.ts";
import { createOutlet, type Outlet, type OutletLimits } from "./outlet.ts";
import type { PipelineSettings } from "./pipeline-settings.ts";
import { followResource } from "./resource.ts";
import { createSink } from "./sink.ts";

/** The ways out of a pipeline. */
export interface WaysOut {
  readonly outlets: Readonly<Record<Signal, readonly Outlet[]>>;
  readonly lanes: Readonly<Record<"traces" | "logs", Lane>>;
  /** Whether log records get anywhere. */
  readonly takesLogs: boolean;
  /** The resource as it is known by now, encoded. */
  readonly resource: () => Uint8Array;
}

// a receiver that takes 50 ms to acknowledge then takes 80,000 spans a second of us
const maxInFlight = 8;

/** The ways out that `settings` ask for. */
export function createWaysOut(settings: PipelineSettings): WaysOut {
  const { limits, taps = [] } = settings;
  const resource = followResource(settings);
  const outlets = {
    traces: outletsOf("traces", settings, { ...limits.traces, ...roomForTraces(settings), maxInFlight }),
    logs: outletsOf("logs", settings, { ...limits.logs, maxInFlight }),
    // whole cumulative collections: one after the other, bounded in bytes
    metrics: outletsOf("metrics", settings, {
      maxQueueSize: Number.MAX_SAFE_INTEGER,
      maxQueueBytes: limits.traces.maxQueueBytes,
      maxFactBytes: 0,
      maxInFlight: 1,
      exportTimeoutMs: settings.metricTimeoutMs,
    }),
  };
  // each takes spans and records, and counts both
  const sinks = taps.map(createSink);
  return {
    outlets,
    lanes: {
      traces: createLane("traces", resource, [...outlets.traces, ...sinks], limits.traces),
      logs: createLane("logs", resource, [...outlets.logs, ...sinks], limits.logs),
    },
    takesLogs: outlets.logs.length + sinks.length > 0,
    resource,
  };
}

function outletsOf(signal: Signal, { exporters }: PipelineSettings, limits: OutletLimits): Outlet[] {
  return exporters
    .filter(({ signals }) => signals?.includes(signal) ?? true)
    .map((exporter) => outletTo(exporter, signal, limits));
}

function outletTo(exporter: Exporter, signal: Signal, limits: OutletLimits): Outlet {
  return exporter.take === undefined ? createOutlet(exporter, signal, limits) : createSink(exporter);
}

/** Room for traces that are decided whole, and leave whole: as much more as one may have. */
function roomForTraces({ limits, traces }: PipelineSettings): Partial<OutletLimits> {
  if (traces.hold === undefined) return {};
  const { maxSpansPerTrace, maxBytes } = traces.hold.limits;
  return {
    maxQueueSize: limits.traces.maxQueueSize + maxSpansPerTrace,
    maxQueueBytes: limits.traces.maxQueueBytes + maxBytes,
  };
}
