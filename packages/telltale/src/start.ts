// Composition root. Read from top to bottom it is the life of the library: settle, build, register, run, flush, stop.
import { createContextManager } from "./engine/context-manager.ts";
import { report } from "./engine/diagnose.ts";
import { createPipeline, type Pipeline, type Stats } from "./engine/pipeline.ts";
import { announceStart, state } from "./engine/state.ts";
import { TelemetryError } from "./error.ts";
import { watchExit } from "./engine/lifecycle.ts";
import { type Instrumentation, settleOptions, type Settings, type StartOptions } from "./options.ts";
import { createPropagator } from "./propagation/propagator.ts";
import { registerGlobals } from "./engine/register-globals.ts";

/** The running telemetry. */
export interface Telltale {
  /** Sends what is queued; resolves when it has left, was given up, or `timeoutMs` (10 s) is over. Never rejects. */
  flush(timeoutMs?: number): Promise<void>;
  /** Flushes for at most `timeoutMs` (5 s), then takes everything off. `start()` may follow. Never rejects. */
  stop(timeoutMs?: number): Promise<void>;
  /** What was queued, exported and dropped so far. */
  stats(): Stats;
}

const flushMs = 10_000;
const stopMs = 5000;
const hourMs = 3_600_000;

/**
 * Starts telemetry: call it once, before the modules to be instrumented are loaded.
 *
 * After it has returned nothing of the library throws into the application. Environment variables fill what the options leave out:
 * `TELLTALE_*` first, then `OTEL_*`. With `OTEL_SDK_DISABLED=true` only context and propagation work.
 *
 * @throws {TelemetryError} `TT_ALREADY_STARTED`, or the code of the option that is wrong.
 * @example
 * ```ts
 * import { memoryExporter, start } from "telltale";
 *
 * const telemetry = start({ service: "checkout", exporters: [memoryExporter()] });
 * telemetry.stats().traces; // => { queued: 0, exported: 0, dropped: {} }
 * await telemetry.stop();
 * ```
 */
export function start(options: StartOptions = {}): Telltale {
  if (state.running) throw new TelemetryError("TT_ALREADY_STARTED", "Cannot start telemetry twice.");
  const settings = settleOptions(options, process.env);
  const globals = {
    contextManager: createContextManager(),
    propagator: createPropagator(settings.propagators),
  };
  state.running = true;
  if (settings.disabled) return idle(registerGlobals(globals));
  const pipeline = createPipeline(settings);
  const unregister = registerGlobals({
    ...globals,
    providers: { tracers: pipeline.tracers, meters: pipeline.meters, loggers: pipeline.loggers },
  });
  state.engine = pipeline.engine;
  state.generation++;
  for (const entry of state.observed) entry.stop = pipeline.engine.observe(entry.descriptor, entry.callback);
  enableInstrumentations(settings.instrumentations, pipeline);
  announceStart();
  const hourly = setInterval(announceStart, hourMs).unref();
  const unwatch = settings.handleExit ? watchExit(pipeline) : undefined;
  return running(pipeline, settings, () => {
    clearInterval(hourly);
    unwatch?.();
    unregister();
  });
}

function running(pipeline: Pipeline, settings: Settings, takeOff: () => void): Telltale {
  let stopped: Promise<void> | undefined;
  async function stop(timeoutMs: number): Promise<void> {
    for (const instrumentation of settings.instrumentations) guarded(() => instrumentation.disable());
    await pipeline.stop(timeoutMs);
    takeOff();
    for (const entry of state.observed) entry.stop = undefined;
    state.engine = undefined;
    state.generation++;
    state.running = false;
  }
  return {
    flush: async (timeoutMs = flushMs) => (stopped === undefined ? pipeline.flush(timeoutMs) : stopped),
    stop: async (timeoutMs = stopMs) => (stopped ??= stop(timeoutMs)),
    stats: () => pipeline.stats(),
  };
}

/** Telemetry that is disabled: nothing is recorded, context and propagation work. */
function idle(unregister: () => void): Telltale {
  const none = { queued: 0, exported: 0, dropped: {} };
  let stopped = false;
  return {
    async flush() {},
    async stop() {
      if (stopped) return;
      stopped = true;
      unregister();
      state.running = false;
    },
    stats: () => ({ traces: none, metrics: none, logs: none, reports: {} }),
  };
}

// what `registerInstrumentations` of `@opentelemetry/instrumentation` does, without depending on it
function enableInstrumentations(instrumentations: readonly Instrumentation[], pipeline: Pipeline): void {
  for (const instrumentation of instrumentations) {
    guarded(() => {
      instrumentation.setTracerProvider?.(pipeline.tracers as never);
      instrumentation.setMeterProvider?.(pipeline.meters as never);
      instrumentation.setLoggerProvider?.(pipeline.loggers as never);
      if (instrumentation.getConfig?.().enabled !== true) instrumentation.enable();
    });
  }
}

function guarded(action: () => void): void {
  try {
    action();
  } catch (error) {
    report("instrumentation_failed", error);
  }
}
