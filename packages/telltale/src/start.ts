// Composition root. Read from top to bottom it is the life of the library: resolve, build, register, run, flush, stop.
import { useSourceMaps } from "./business/source-positions.ts";
import { captureError } from "./capture-error.ts";
import { type Beside, instrumentsAlready, resolveBeside } from "./engine/registration/other-sdk.ts";
import type { MetricReaderPlug } from "./engine/meter/metrics-export.ts";
import { createContextManager } from "./engine/context/context-manager.ts";
import { report, reported } from "./engine/diagnostics/diagnose.ts";
import { harmless } from "./engine/diagnostics/guard.ts";
import { claimNotices, warnSetting } from "./engine/diagnostics/notice.ts";
import { runtimeOf, whatIsUnseen } from "./engine/runtime/runtime.ts";
import { createPipeline, type Pipeline } from "./engine/pipeline/pipeline.ts";
import type { Stats } from "./engine/self-metrics/stats.ts";
import { announceStart, state } from "./engine/running/state.ts";
import { noteLoaded, noteStarted, startedVersion } from "./engine/diagnostics/versions.ts";
import { TelemetryError } from "./error.ts";
import { meterProvider, serveEarlyMeters } from "./engine/registration/meter-provider.ts";
import { watchExit } from "./engine/running/lifecycle.ts";
import { resolveOptions, type Settings } from "./options.ts";
import type { Instrumentation } from "./options/instrumentation.ts";
import type { StartOptions } from "./options/start-options.ts";
import { followConsole } from "./options/remote-sampling.ts";
import { cpuProfiler } from "./profiles/cpu-profiler.ts";
import { createPrometheusReader, type PrometheusReader } from "./prometheus/reader.ts";
import type { PrometheusStats } from "./prometheus/settings.ts";
import { createRecorder, type Recorder, type RecorderParts } from "./recorder/recorder.ts";
import { createReport, type Report } from "./recorder/report.ts";
import { defaultRecorder } from "./recorder/settings.ts";
import { createPropagator } from "./propagation/propagator.ts";
import { loggerProvider, tracerProvider } from "./engine/registration/live-providers.ts";
import { registerGlobals, registeredApis } from "./engine/registration/register-globals.ts";
import { withCrashFile } from "./spool/crash-file.ts";
import { withSpool } from "./spool/spool.ts";
import { noteStart } from "./engine/diagnostics/not-started.ts";

/** What telemetry itself has done so far, and its endpoint for Prometheus, where there is one. */
export interface TelltaleStats extends Stats {
  readonly prometheus?: PrometheusStats | undefined;
}

/** The running telemetry. */
export interface Telltale {
  /** Sends what is queued; resolves when it has left, was given up, or `timeoutMs` (10 s) is over. Never rejects. */
  flush(timeoutMs?: number): Promise<void>;
  /** Flushes for at most `timeoutMs` (5 s), then takes everything off. `start()` may follow. Never rejects. */
  stop(timeoutMs?: number): Promise<void>;
  /** What was queued, exported and dropped so far. */
  stats(): TelltaleStats;
  /**
   * Asks what this process has recorded, with `start({ recorder: true })`; without it there is nothing to find.
   *
   * @example
   * ```ts
   * import { start, trace } from "telltale";
   *
   * const telltale = start({ service: "checkout", exporters: [], recorder: true });
   * trace("charge card", { attributes: { "order.id": "o-1" } }, () => {});
   * telltale.recorder().spans({ name: "charge card" })[0]?.attributes["order.id"]; // => "o-1"
   * await telltale.stop();
   * ```
   */
  recorder(): Recorder;
  /** What this process has recorded, summed up: `console.log(telltale.report())`. */
  report(): Report;
  /** Whether another SDK was there before, and what was done about it. */
  readonly beside: Beside;
}

serveEarlyMeters();
noteLoaded();

const flushMs = 10_000;
const stopMs = 5000;
const hourMs = 3_600_000;

/**
 * Starts telemetry: call it once, before the modules to be instrumented are loaded.
 *
 * After it has returned nothing of the library throws into the application. What the options leave out comes from `TELLTALE_*`
 * variables, then from the file that `OTEL_CONFIG_FILE` names or, where there is none, from the other `OTEL_*` variables. With `OTEL_SDK_DISABLED=true` only context and propagation work.
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
  const collecting = state.collecting as Telltale | undefined;
  if (collecting !== undefined) return collecting;
  claimNotices();
  const { registered } = state;
  if (registered === undefined) return launch(options, process.env).telltale;
  state.registered = undefined;
  registered.halt();
  return launch(withRegistered(options, registered.options), process.env).telltale;
}

/**
 * What the running telemetry has queued, exported and dropped so far, started by this program or by `telltale/register`. Zeros where
 * none runs; the figures of one that has stopped are in what `start()` returned.
 *
 * @example
 * ```ts
 * import { stats } from "telltale";
 *
 * stats().traces; // => { queued: 0, exported: 0, dropped: {} }
 * ```
 */
export function stats(): TelltaleStats {
  return state.stats?.() ?? noStats();
}

function noStats(): TelltaleStats {
  const none = { queued: 0, exported: 0, dropped: {} };
  return { traces: none, metrics: none, logs: none, reports: reported() };
}

// what was instrumented before the application began stays so
function withRegistered(options: StartOptions, { instrumentations = [] }: StartOptions): StartOptions {
  const own = options.instrumentations ?? [];
  return Array.isArray(own) ? { ...options, instrumentations: [...instrumentations, ...own] } : options;
}

/** A start, and what only a test of the user's needs. */
export interface Launched {
  readonly telltale: Telltale;
  /** Hands spans and records to the exporters before it returns. */
  finishBatches(): void;
  /** The same, with a collection of the metrics. */
  handOver(): void;
  /** Takes everything off before it returns; what has not left is lost. */
  halt(): void;
}

/** What {@link start} does, with the variables of `env`; with `timers` false nothing ever happens by itself. */
export function launch(options: StartOptions, env: NodeJS.ProcessEnv, timers = true): Launched {
  noteStart();
  if (state.running) throw startedTwice();
  const resolved = resolveOptions(options, env);
  const beside = resolveBeside(resolved.beside, registeredApis());
  const settings = { ...resolved, instrumentations: toEnable(resolved.instrumentations, beside) };
  const globals = {
    contextManager: createContextManager(),
    propagator: createPropagator(settings.propagators),
  };
  useSourceMaps(settings.sourceMaps);
  state.running = true;
  const noteStopped = noteStarted();
  if (beside.mode === "stoodAside") return idle(beside, noteStopped);
  if (settings.disabled) return idle(beside, both(registerGlobals(globals), noteStopped));
  const exporters = keptExporters(settings);
  const prometheus =
    settings.prometheus === undefined ? undefined : createPrometheusReader(settings.prometheus);
  const recording =
    settings.recorder === undefined
      ? undefined
      : createRecorder(settings.recorder, () => pipeline.finishBatches(), true);
  const pipeline: Pipeline = createPipeline({
    ...settings,
    traces: withProfiler(settings),
    ...(timers ? {} : timeless(settings)),
    exporters,
    taps: recording === undefined ? [] : [recording.tap],
    metrics: withReaders(settings.metrics, [prometheus, recording?.reader]),
  });
  const unregister = registerGlobals({
    ...globals,
    providers: {
      tracers: pipeline.tracers,
      meters: meterProvider,
      loggers: pipeline.loggers,
      flush: async () => pipeline.flush(flushMs),
    },
  });
  state.engine = pipeline.engine;
  state.generation++;
  for (const entry of state.observed) entry.stop = pipeline.engine.meters.observers.add(entry.observer);
  enableInstrumentations(settings.instrumentations);
  const withdraw = announce(settings);
  const unfollow = timers
    ? followConsole(settings.remoteSampling, String(settings.resource["service.name"]), settings.swapRules)
    : () => {};
  const hourly = timers ? setInterval(harmless(announceStart), hourMs).unref() : undefined;
  const unwatch = watchEnds(pipeline, settings);
  return running(pipeline, settings, beside, { prometheus, recording }, () => {
    clearInterval(hourly);
    withdraw();
    unfollow();
    unwatch?.();
    unregister();
    noteStopped();
  });
}

function startedTwice(): TelemetryError {
  const message = `Cannot start telemetry twice: version ${startedVersion()} runs already.`;
  return new TelemetryError("TT_ALREADY_STARTED", message);
}

function watchEnds(pipeline: Pipeline, { handleExit, exitTimeoutMs }: Settings): (() => void) | undefined {
  return handleExit ? watchExit({ ...pipeline, crashed: crashing(pipeline) }, exitTimeoutMs) : undefined;
}

/** Sends the definitions, and says what the runtime keeps from view; the returned function ends those of the catalog. */
function announce({ catalog }: Settings): () => void {
  const unseen = whatIsUnseen(runtimeOf(process.versions));
  if (unseen !== undefined) warnSetting(unseen);
  announceStart();
  return catalog?.announce() ?? ((): void => {});
}

/** The exporters with what keeps on disk what they cannot send. */
function keptExporters({ exporters, spool, crashFile, resource }: Settings): Settings["exporters"] {
  if (spool !== undefined) return withSpool(exporters, spool);
  if (crashFile === undefined) return exporters;
  const names = ["service.name", "service.namespace", "deployment.environment.name"];
  return withCrashFile(
    exporters,
    crashFile,
    names.map((name) => String(resource[name] ?? "")),
  );
}

function withProfiler({ traces, cpuProfiles }: Settings): Settings["traces"] {
  const profiler = cpuProfiles === undefined ? undefined : cpuProfiler(cpuProfiles);
  return profiler === undefined ? traces : { ...traces, processors: [...traces.processors, profiler] };
}

function both(first: () => void, second: () => void): () => void {
  return () => {
    first();
    second();
  };
}

/** Handles the error that ends the process: records it, also on the spans that are open. */
function crashing({ failOpen }: Pipeline): (error: unknown) => void {
  return (error) => {
    captureError(error, { handled: false });
    failOpen(error);
  };
}

// nothing leaves before it is asked for
function timeless({ limits }: Settings): Pick<Settings, "limits" | "metricIntervalMs"> {
  const scheduleDelayMs = Infinity;
  return {
    metricIntervalMs: Infinity,
    limits: {
      ...limits,
      traces: { ...limits.traces, scheduleDelayMs },
      logs: { ...limits.logs, scheduleDelayMs },
    },
  };
}

function withReaders(
  metrics: Settings["metrics"],
  readers: readonly (MetricReaderPlug | undefined)[],
): Settings["metrics"] {
  return {
    ...metrics,
    readers: [...metrics.readers, ...readers.filter((reader) => reader !== undefined)],
  };
}

/** What a running telemetry has besides its pipeline. */
interface Extras {
  readonly prometheus: PrometheusReader | undefined;
  readonly recording: RecorderParts | undefined;
}

function running(
  pipeline: Pipeline,
  settings: Settings,
  beside: Beside,
  { prometheus, recording }: Extras,
  takeOff: () => void,
): Launched {
  let stopped: Promise<void> | undefined;
  function disable(): void {
    for (const instrumentation of settings.instrumentations) guarded(() => instrumentation.disable());
  }
  function forget(): void {
    takeOff();
    for (const entry of state.observed) entry.stop = undefined;
    state.engine = undefined;
    state.stats = undefined;
    state.generation++;
    state.running = false;
  }
  async function stop(timeoutMs: number): Promise<void> {
    disable();
    await pipeline.stop(timeoutMs);
    forget();
  }
  function halt(): void {
    if (stopped !== undefined) return;
    stopped = Promise.resolve();
    disable();
    pipeline.halt();
    forget();
  }
  const telltale: Telltale = {
    flush: async (timeoutMs = flushMs) => (stopped === undefined ? pipeline.flush(timeoutMs) : stopped),
    stop: async (timeoutMs = stopMs) => (stopped ??= stop(timeoutMs)),
    ...asked(recording),
    stats: () =>
      prometheus === undefined ? pipeline.stats() : { ...pipeline.stats(), prometheus: prometheus.stats() },
    beside,
  };
  state.stats = telltale.stats;
  return { telltale, finishBatches: pipeline.finishBatches, handOver: pipeline.handOver, halt };
}

function asked(recording: RecorderParts | undefined): Pick<Telltale, "recorder" | "report"> {
  const recorder = (): Recorder => (recording ?? createRecorder(defaultRecorder, () => {}, false)).recorder;
  return { recorder, report: () => createReport(recorder()) };
}

/** Telemetry that records nothing. Where it is disabled, context and propagation work. */
function idle(beside: Beside, unregister: () => void): Launched {
  let stopped = false;
  function halt(): void {
    if (stopped) return;
    stopped = true;
    unregister();
    state.running = false;
  }
  const telltale: Telltale = {
    async flush() {},
    async stop() {
      halt();
    },
    ...asked(undefined),
    stats: noStats,
    beside,
  };
  return { telltale, finishBatches() {}, handOver() {}, halt };
}

/** The instrumentations to switch on: none where another SDK has its own, everything would be seen twice. */
function toEnable(instrumentations: readonly Instrumentation[], beside: Beside): readonly Instrumentation[] {
  if (instrumentations.length === 0 || !instrumentsAlready(beside)) return instrumentations;
  const names = instrumentations.map(({ instrumentationName }) => instrumentationName).join(", ");
  report("instrumentations_left_off", `another SDK has its own; give it these, if it has not: ${names}`);
  return [];
}

// what `registerInstrumentations` of `@opentelemetry/instrumentation` does, without depending on it
function enableInstrumentations(instrumentations: readonly Instrumentation[]): void {
  for (const instrumentation of instrumentations) {
    guarded(() => {
      instrumentation.setTracerProvider?.(tracerProvider as never);
      instrumentation.setMeterProvider?.(meterProvider as never);
      instrumentation.setLoggerProvider?.(loggerProvider as never);
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
