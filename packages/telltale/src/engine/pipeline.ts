// Settings become a pipeline: lanes, outlets, cores and providers of the three signals, and their common flush, stop and figures.
import type { MeterProvider } from "@opentelemetry/api";
import { ByteWriter } from "otlp";
import { schemaUrl, version } from "../version.ts";
import { type AttributeLimits, type AttributeList, setAllIn } from "./attribute-list.ts";
import { reanchor } from "./clock.ts";
import { report, reported } from "./diagnose.ts";
import { writeAttributes } from "./encode.ts";
import type { Engine, Observe } from "./engine.ts";
import type { Exporter, Signal } from "./exporter.ts";
import { createLane, type LaneLimits } from "./lane.ts";
import { type LogRecordProcessor, type ScopeView, tellProcessors } from "./log-processor.ts";
import type { LogRules } from "./log-rule.ts";
import { createLoggerCore, type LoggerCore, type LogPlan } from "./logger.ts";
import { createLoggerProvider, type OtelLoggerProvider } from "./logger-provider.ts";
import { createMeterCore, type Instrument, type MeterCore } from "./meter.ts";
import { createMeterProvider } from "./meter-provider.ts";
import { createMetricReader } from "./metric-reader.ts";
import { createObservers } from "./observers.ts";
import { createOutlet, type Outlet } from "./outlet.ts";
import { encodeResource } from "./resource.ts";
import { createResourceView } from "./resource-view.ts";
import { createOpenSpans } from "./open-spans.ts";
import type { IdGenerator } from "./id-generator.ts";
import type { Sampler } from "./sampler.ts";
import type { SpanLimits } from "./span.ts";
import { foldHooks, type SpanProcessor, tellSpanProcessors } from "./span-processor.ts";
import { announceFlush } from "./state.ts";
import { createTracerCore, createTracerProvider, type ScopedTracerProvider, type TracePlan } from "./tracer.ts";
import { within } from "./within.ts";

/** What a pipeline is built from. */
export interface PipelineSettings {
  readonly resource: Record<string, unknown>;
  /** Each resolves to the whole resource, once more of it is known; batches sealed before go without. */
  readonly laterResource: readonly Promise<object>[];
  readonly exporters: readonly Exporter[];
  readonly limits: {
    readonly span: SpanLimits;
    readonly record: AttributeLimits;
    readonly cardinality: number;
    readonly traces: LaneLimits;
    readonly logs: LaneLimits;
  };
  readonly metricIntervalMs: number;
  readonly traces: TraceSettings;
  readonly logs: { readonly rules: LogRules; readonly processors: readonly LogRecordProcessor[] };
}

/** How spans are decided about, named and looked at. */
export interface TraceSettings {
  /** Undefined for parent based and always on. */
  readonly sampler: Sampler | undefined;
  /** Undefined for random ids. */
  readonly ids: IdGenerator | undefined;
  readonly processors: readonly SpanProcessor[];
}

/** What one signal has done so far, in spans, records or points, over all exporters. */
export interface SignalStats {
  /** Not yet handed over, waiting or on their way. */
  readonly queued: number;
  readonly exported: number;
  /** By reason: `queue_full`, `rejected`, `partial_success`, `retries_exhausted`, `exporter_failed`, `stopped`. */
  readonly dropped: Readonly<Record<string, number>>;
}

/** What telemetry itself has done so far. */
export interface Stats extends Readonly<Record<Signal, SignalStats>> {
  /** Incidents inside the library by code, since the process began. */
  readonly reports: Readonly<Record<string, number>>;
}

/** A built pipeline. */
export interface Pipeline {
  readonly engine: Engine;
  readonly tracers: ScopedTracerProvider;
  readonly meters: MeterProvider;
  readonly loggers: OtelLoggerProvider;
  pending(): boolean;
  stats(): Stats;
  flush(timeoutMs: number): Promise<void>;
  stop(timeoutMs: number): Promise<void>;
}

// a receiver that takes 50 ms to acknowledge then takes 80,000 spans a second of us
const maxInFlight = 8;
const observeTimeoutMs = 5000;
const nothing = new Uint8Array(0);

/** Builds the pipeline of `settings`. Nothing leaves before something is recorded. */
export function createPipeline(settings: PipelineSettings): Pipeline {
  const { limits, exporters } = settings;
  reanchor();
  const resource = followResource(settings);
  const outlets = {
    traces: createOutlets("traces", exporters, { ...limits.traces, maxInFlight }),
    logs: createOutlets("logs", exporters, { ...limits.logs, maxInFlight }),
    // whole cumulative collections: one after the other, bounded in bytes
    metrics: createOutlets("metrics", exporters, {
      maxQueueSize: Number.MAX_SAFE_INTEGER,
      maxQueueBytes: limits.traces.maxQueueBytes,
      maxInFlight: 1,
    }),
  };
  const traces = createLane("traces", resource, outlets.traces, limits.traces);
  const logs = createLane("logs", resource, outlets.logs, limits.logs);
  const resourceView = createResourceView(settings.resource, settings.laterResource);
  const { processors } = settings.traces;
  const tracePlan: TracePlan = {
    ...settings.traces,
    lane: traces,
    limits: limits.span,
    hooks: foldHooks(processors),
    resource: resourceView,
    open: createOpenSpans(),
    closed: false,
  };
  const logPlan: LogPlan = {
    ...settings.logs,
    lane: logs,
    exported: outlets.logs.length > 0,
    limits: limits.record,
    resource: resourceView,
  };
  const makeLogger = (scope: ScopeView): LoggerCore =>
    createLoggerCore(logPlan, scope, encodeScopeAttributes(scope.attributes));
  const observers = createObservers(observeTimeoutMs);
  const meters: MeterCore[] = [];
  const makeMeter = (name: string, scopeVersion: string, url: string): MeterCore => {
    const meter = createMeterCore(limits.cardinality, name, scopeVersion, url);
    meters.push(meter);
    return meter;
  };
  const meter = makeMeter("telltale", version, schemaUrl);
  const reader = createMetricReader(meters, observers, resource, outlets.metrics, settings.metricIntervalMs);
  const all = Object.values(outlets).flat();

  async function flushTraces(): Promise<void> {
    await Promise.all([traces.flush(), tellSpanProcessors(processors, "forceFlush")]);
  }

  async function flushAll(): Promise<void> {
    await announceFlush();
    await Promise.all([
      traces.flush(),
      logs.flush(),
      reader.flush(),
      tellProcessors(logPlan.processors, "forceFlush"),
      tellSpanProcessors(processors, "forceFlush"),
    ]);
  }

  return {
    engine: {
      tracer: createTracerCore(tracePlan, { name: "telltale", version, schemaUrl }),
      logger: makeLogger({ name: "telltale", version, schemaUrl }),
      meter,
      observe(descriptor, callback) {
        const instrument = meter.instrument(descriptor);
        return observers.add([instrument], async () => recordObserved(instrument, callback));
      },
    },
    tracers: createTracerProvider((scope) => createTracerCore(tracePlan, scope), {
      forceFlush: flushTraces,
      async shutdown() {
        tracePlan.closed = true;
        await flushTraces();
      },
    }),
    meters: createMeterProvider(makeMeter, observers),
    loggers: createLoggerProvider(makeLogger),
    pending: () => traces.open() + logs.open() > 0,
    stats: () => ({
      traces: statsOf(outlets.traces, traces.open(), traces.refused()),
      metrics: statsOf(outlets.metrics, 0, 0),
      logs: statsOf(outlets.logs, logs.open(), logs.refused()),
      reports: reported(),
    }),
    async flush(timeoutMs) {
      if (!(await within(flushAll(), timeoutMs))) report("flush_timed_out");
    },
    async stop(timeoutMs) {
      reader.stop();
      tracePlan.open.endAll();
      await within(flushAll(), timeoutMs);
      await within(tellSpanProcessors(processors, "shutdown"), timeoutMs);
      await within(tellProcessors(logPlan.processors, "shutdown"), timeoutMs);
      traces.stop();
      logs.stop();
      for (const outlet of all) outlet.abandon("stopped");
      await within(Promise.allSettled(exporters.map(async (exporter) => exporter.stop?.())), timeoutMs);
    },
  };
}

function createOutlets(
  signal: Signal,
  exporters: readonly Exporter[],
  limits: Parameters<typeof createOutlet>[1],
): Outlet[] {
  return exporters
    .filter((exporter) => exporter.signals?.includes(signal) ?? true)
    .map((exporter) => createOutlet(exporter, limits));
}

function followResource({ resource, laterResource }: PipelineSettings): () => Uint8Array {
  let bytes = encodeResource(resource);
  async function follow(later: Promise<object>): Promise<void> {
    try {
      bytes = encodeResource(await later);
    } catch (error) {
      report("resource_failed", error);
    }
  }
  for (const later of laterResource) void follow(later);
  return () => bytes;
}

function statsOf(outlets: readonly Outlet[], open: number, refused: number): SignalStats {
  const dropped: Record<string, number> = refused === 0 ? {} : { queue_full: refused };
  let queued = open;
  let exported = 0;
  for (const outlet of outlets) {
    queued += outlet.held();
    exported += outlet.exported();
    for (const [reason, count] of Object.entries(outlet.dropped()))
      dropped[reason] = (dropped[reason] ?? 0) + count;
  }
  return { queued, exported, dropped };
}

async function recordObserved(instrument: Instrument, callback: Observe): Promise<void> {
  const observed = await callback();
  if (observed === undefined) return;
  if (typeof observed === "number") instrument.record(observed);
  else for (const { value, attributes } of observed) instrument.record(value, attributes);
}

function encodeScopeAttributes(attributes: object | undefined): Uint8Array {
  if (attributes === undefined) return nothing;
  const list: AttributeList = [];
  setAllIn(list, attributes, { count: 128, valueLength: Infinity });
  const writer = new ByteWriter(64);
  writeAttributes(writer, 3, list);
  return writer.finish();
}
