// Composition root: options become a pipeline, the pipeline becomes the global providers. Read from top to bottom
// it is the life of the library: settle, build, register, run, flush, stop.
import { context, metrics, propagation, trace } from "@opentelemetry/api";
import { ByteWriter } from "otlp";
import { announceFlush, announceStart, state } from "./engine/state.ts";
import { createContextManager } from "./engine/context-manager.ts";
import type { Engine } from "./engine/engine.ts";
import type { Exporter, Signal } from "./engine/exporter.ts";
import { createLane } from "./engine/lane.ts";
import { createLoggerCore } from "./engine/logger.ts";
import { createMeterCore } from "./engine/meter.ts";
import { createOutlet, type Outlet } from "./engine/outlet.ts";
import {
  detectResource,
  encodeResource,
  mergeResource,
  serviceAttributes,
  type ServiceIdentity,
} from "./engine/resource.ts";
import { seal } from "./engine/seal.ts";
import { createTracerCore, createTracerProvider } from "./engine/tracer.ts";
import { TelemetryError } from "./error.ts";
import { otlpExporter } from "./export/otlp.ts";
import { createPropagator } from "./propagation/propagator.ts";
import { schemaUrl, version } from "./version.ts";

/** How telemetry is to run. */
export interface StartOptions {
  readonly service: string | ServiceIdentity;
  readonly environment?: string | undefined;
  readonly attributes?: Readonly<Record<string, unknown>> | undefined;
  readonly exporters?: readonly Exporter[] | undefined;
  readonly endpoint?: string | undefined;
}

/** The running library. */
export interface Telltale {
  /** Sends what is queued; resolves when it has left or the time is over. Never rejects. */
  flush(timeoutMs?: number): Promise<void>;
  /** Flushes, takes the providers off and frees everything. Never rejects. */
  stop(timeoutMs?: number): Promise<void>;
}

/** Starts telemetry. */
export function start(options: StartOptions): Telltale {
  if (state.engine !== undefined)
    throw new TelemetryError("TT_ALREADY_STARTED", "Cannot start telemetry twice.");
  const service = typeof options.service === "string" ? { name: options.service } : options.service;
  const resource = encodeResource(
    mergeResource(
      detectResource(),
      options.attributes ?? {},
      { "deployment.environment.name": options.environment },
      serviceAttributes(service),
    ),
  );
  const exporters = options.exporters ?? [otlpExporter({ endpoint: options.endpoint })];
  const limits = { maxQueueSize: 2048, maxBatchSize: 512, maxQueueBytes: 32 << 20, maxInFlight: 1 };
  const outletsOf = (_signal: Signal): Outlet[] =>
    exporters.map((exporter) => createOutlet(exporter, limits));
  const outlets = { traces: outletsOf("traces"), metrics: outletsOf("metrics"), logs: outletsOf("logs") };
  const traces = createLane("traces", resource, outlets.traces, { ...limits, scheduleDelayMs: 5000 });
  const logs = createLane("logs", resource, outlets.logs, { ...limits, scheduleDelayMs: 1000 });
  const attributeLimits = { count: 128, valueLength: Infinity };
  const spanLimits = { ...attributeLimits, events: 128, links: 128, nested: attributeLimits };
  const nothing = new ByteWriter().finish();
  const meter = createMeterCore(2000, "telltale", version, schemaUrl);

  async function flush(): Promise<void> {
    await announceFlush();
    const batch = meter.collect();
    if (batch.items > 0) {
      const body = seal(resource, [batch]);
      for (const outlet of outlets.metrics) outlet.push({ signal: "metrics", body, items: batch.items });
    }
    await Promise.all([
      traces.flush(),
      logs.flush(),
      ...outlets.metrics.map(async (outlet) => outlet.drain()),
    ]);
  }
  const engine: Engine = {
    tracer: createTracerCore(traces, spanLimits, "telltale", version, schemaUrl),
    logger: createLoggerCore(logs, attributeLimits, "telltale", version, schemaUrl, nothing),
    meter,
    flush,
  };
  context.setGlobalContextManager(createContextManager());
  propagation.setGlobalPropagator(createPropagator(["tracecontext", "baggage"]));
  trace.setGlobalTracerProvider(
    createTracerProvider((name, scopeVersion, url) =>
      createTracerCore(traces, spanLimits, name, scopeVersion, url),
    ),
  );
  state.engine = engine;
  state.generation++;
  announceStart();
  return {
    flush,
    async stop() {
      await flush();
      state.engine = undefined;
      state.generation++;
      trace.disable();
      context.disable();
      propagation.disable();
      metrics.disable();
      for (const exporter of exporters) await exporter.stop?.();
    },
  };
}
