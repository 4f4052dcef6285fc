// Settings become a pipeline: lanes, outlets, cores and providers of the three signals, and their common flush, stop and figures.
import { ByteWriter } from "otlp";
import { schemaUrl, version } from "../version.ts";
import { type AttributeLimits, type AttributeList, noLimits, setAllIn } from "./attribute-list.ts";
import { reanchor } from "./clock.ts";
import { report, reported } from "./diagnose.ts";
import { writeAttributes } from "./encode.ts";
import type { Engine } from "./engine.ts";
import type { Exporter, Signal } from "./exporter.ts";
import { createLane, factRoom, type Lane, type LaneLimits } from "./lane.ts";
import { type LogRecordProcessor, type ScopeView, tellProcessors } from "./log-processor.ts";
import type { LogRules } from "./log-rule.ts";
import { createLoggerCore, type LoggerCore, type LogPlan } from "./logger.ts";
import { createLoggerProvider, type OtelLoggerProvider } from "./logger-provider.ts";
import { createCounts } from "./counts.ts";
import { createMeters, type MeterOptions } from "./meters.ts";
import type { InstrumentKind } from "./metrics/descriptor.ts";
import { createMetricsOut, type MetricReaderPlug } from "./metrics-out.ts";
import { createOutlet, type Outlet } from "./outlet.ts";
import { encodeResource } from "./resource.ts";
import { createResourceView } from "./resource-view.ts";
import { createOpenSpans } from "./open-spans.ts";
import { type ExceptionSignal, tellExceptionsBy } from "./exception-signal.ts";
import type { IdGenerator } from "./id-generator.ts";
import type { Sampler } from "./sampler.ts";
import type { ScopeRule } from "./scope-rule.ts";
import { type IdentityPolicy, settleIdentities } from "./identity.ts";
import { judgeNames } from "./sensitive-name.ts";
import { observeSelf } from "./self-metrics.ts";
import { type SelfStats, selfStats } from "./self-stats.ts";
import { createSink } from "./sink.ts";
import type { SpanLimits } from "./span.ts";
import { foldHooks, type SpanProcessor, tellSpanProcessors } from "./span-processor.ts";
import { announceFlush } from "./state.ts";
import {
  createTracerCore,
  createTracerProvider,
  type ScopedTracerProvider,
  type TracePlan,
} from "./tracer.ts";
import { within } from "./within.ts";

/** What a pipeline is built from. */
export interface PipelineSettings {
  readonly resource: Record<string, unknown>;
  /** Each resolves to the whole resource, once more of it is known; batches sealed before go without. */
  readonly laterResource: readonly Promise<object>[];
  /** `schema_url` of the resource. */
  readonly resourceSchemaUrl?: string | undefined;
  readonly exporters: readonly Exporter[];
  /** Take every batch of spans and records within the call, and have no part in the figures. */
  readonly taps?: readonly Exporter[] | undefined;
  readonly limits: {
    readonly span: SpanLimits;
    readonly record: AttributeLimits;
    readonly cardinality: Readonly<Record<InstrumentKind, number>>;
    readonly traces: LaneLimits;
    readonly logs: LaneLimits;
  };
  readonly metricIntervalMs: number;
  /** How long an export of metrics may take; undefined: that is the exporter's matter. */
  readonly metricTimeoutMs: number | undefined;
  /** Whether figures about the library itself leave with the metrics. */
  readonly selfMetrics: boolean;
  readonly metrics: Omit<MeterOptions, "cardinality"> & { readonly readers: readonly MetricReaderPlug[] };
  readonly traces: TraceSettings;
  readonly identity: IdentityPolicy;
  readonly logs: { readonly rules: LogRules; readonly processors: readonly LogRecordProcessor[] };
}

/** How spans are decided about, named and looked at. */
export interface TraceSettings {
  /** Undefined for parent based and always on. */
  readonly sampler: Sampler | undefined;
  /** Undefined for random ids. */
  readonly ids: IdGenerator | undefined;
  readonly processors: readonly SpanProcessor[];
  readonly scopes: readonly ScopeRule[];
  /** How a thrown error is told about. */
  readonly exceptions: ExceptionSignal;
  /** Whether values under sensitive names are replaced. */
  readonly redactsNames: boolean;
}

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
}

/** What telemetry itself has done so far. */
export interface Stats extends Readonly<Record<Signal, SignalStats>> {
  /** Incidents inside the library by code, since the process began. */
  readonly reports: Readonly<Record<string, number>>;
  /** What was made and what exporting it cost. Left out where nothing is recorded. */
  readonly self?: SelfStats | undefined;
}

/** A built pipeline. */
export interface Pipeline {
  readonly engine: Engine;
  readonly tracers: ScopedTracerProvider;
  readonly loggers: OtelLoggerProvider;
  pending(): boolean;
  stats(): Stats;
  flush(timeoutMs: number): Promise<void>;
  stop(timeoutMs: number): Promise<void>;
  /** Hands spans and records to the exporters; those with a {@link Exporter.take} have them when this returns. */
  seal(): void;
  /** {@link Pipeline.seal}, and the metrics as they stand. */
  handOver(): void;
  /** Ends timers and queues at once; what is left in them is counted as `stopped`. */
  halt(): void;
  /** Ends the spans that are open, as incomplete. Never throws. */
  endOpen(): void;
  /** Writes down what is left, where an exporter can, before it returns: the process ends. Never throws. */
  leave(): void;
}

// a receiver that takes 50 ms to acknowledge then takes 80,000 spans a second of us
const maxInFlight = 8;
const nothing = new Uint8Array(0);

/** Builds the pipeline of `settings`. Nothing leaves before something is recorded. */
export function createPipeline(settings: PipelineSettings): Pipeline {
  const { limits, exporters } = settings;
  reanchor();
  tellExceptionsBy(settings.traces.exceptions);
  judgeNames(settings.traces.redactsNames);
  settleIdentities(settings.identity);
  const resource = followResource(settings);
  const outlets = {
    traces: createOutlets("traces", exporters, { ...limits.traces, maxInFlight }),
    logs: createOutlets("logs", exporters, {
      ...limits.logs,
      maxQueueSize: limits.logs.maxQueueSize * factRoom,
      maxQueueBytes: limits.logs.maxQueueBytes * factRoom,
      maxInFlight,
    }),
    // whole cumulative collections: one after the other, bounded in bytes
    metrics: createOutlets("metrics", exporters, {
      maxQueueSize: Number.MAX_SAFE_INTEGER,
      maxQueueBytes: limits.traces.maxQueueBytes,
      maxInFlight: 1,
      exportTimeoutMs: settings.metricTimeoutMs,
    }),
  };
  const counts = createCounts();
  const taps = (settings.taps ?? []).map(createSink);
  const traces = createLane("traces", resource, [...outlets.traces, ...taps], limits.traces);
  const logs = createLane("logs", resource, [...outlets.logs, ...taps], limits.logs);
  const resourceView = createResourceView(settings.resource, settings.laterResource);
  const { processors } = settings.traces;
  const tracePlan: TracePlan = {
    ...settings.traces,
    lane: traces,
    limits: limits.span,
    hooks: foldHooks(processors),
    resource: resourceView,
    open: createOpenSpans(),
    counts,
    closed: false,
  };
  const logPlan: LogPlan = {
    ...settings.logs,
    lane: logs,
    exported: outlets.logs.length + taps.length > 0,
    limits: limits.record,
    resource: resourceView,
    counts,
  };
  const makeLogger = (scope: ScopeView): LoggerCore =>
    createLoggerCore(logPlan, scope, encodeScopeAttributes(scope.attributes));
  const meters = createMeters({ ...settings.metrics, cardinality: (kind) => limits.cardinality[kind] });
  const metricsOut = createMetricsOut({
    meters,
    outlets: new Map(outlets.metrics.map((outlet) => [outlet.exporter, outlet])),
    plugs: settings.metrics.readers,
    resource,
    resourceView: logPlan.resource,
    intervalMs: settings.metricIntervalMs,
  });
  const all = Object.values(outlets).flat();
  if (settings.selfMetrics) {
    observeSelf({
      meters,
      counts,
      outlets,
      lanes: {
        traces: { lane: traces, capacity: limits.traces.maxQueueSize },
        logs: { lane: logs, capacity: limits.logs.maxQueueSize },
      },
    });
  }

  async function flushTraces(): Promise<void> {
    await Promise.all([traces.flush(), tellSpanProcessors(processors, "forceFlush")]);
  }

  async function flushAll(): Promise<void> {
    await announceFlush();
    await Promise.all([
      traces.flush(),
      logs.flush(),
      metricsOut.flush(),
      tellProcessors(logPlan.processors, "forceFlush"),
      tellSpanProcessors(processors, "forceFlush"),
    ]);
  }

  function halt(): void {
    metricsOut.stop();
    traces.stop();
    logs.stop();
    for (const outlet of all) outlet.abandon("stopped");
  }

  function seal(): void {
    traces.seal();
    logs.seal();
  }

  function handOver(): void {
    metricsOut.collectNow();
    seal();
  }

  return {
    halt,
    seal,
    handOver,
    engine: {
      tracer: createTracerCore(tracePlan, { name: "telltale", version, schemaUrl }),
      logger: makeLogger({ name: "telltale", version, schemaUrl }),
      meter: meters.meter("telltale", version, schemaUrl),
      meters,
    },
    tracers: createTracerProvider((scope) => createTracerCore(tracePlan, scope), {
      forceFlush: flushTraces,
      async shutdown() {
        tracePlan.closed = true;
        await flushTraces();
      },
    }),
    loggers: createLoggerProvider(makeLogger),
    pending: () => traces.open() + logs.open() > 0,
    stats: () => ({
      traces: statsOf(outlets.traces, traces.open(), traces.refused()),
      metrics: statsOf(outlets.metrics, 0, 0),
      logs: statsOf(outlets.logs, logs.open(), logs.refused()),
      reports: reported(),
      self: selfStats(counts, { traces, logs }, outlets),
    }),
    async flush(timeoutMs) {
      if (!(await within(flushAll(), timeoutMs))) report("flush_timed_out");
    },
    async stop(timeoutMs) {
      metricsOut.stop();
      tracePlan.open.endAll();
      await within(flushAll(), timeoutMs);
      await within(tellSpanProcessors(processors, "shutdown"), timeoutMs);
      await within(
        Promise.all([tellProcessors(logPlan.processors, "shutdown"), metricsOut.shutdown()]),
        timeoutMs,
      );
      halt();
      await within(Promise.allSettled(exporters.map(async (exporter) => exporter.stop?.())), timeoutMs);
    },
    endOpen() {
      try {
        tracePlan.open.endAll();
      } catch (error) {
        report("leave_failed", error);
      }
    },
    leave() {
      try {
        tracePlan.open.endAll();
        if (!exporters.some((exporter) => exporter.save !== undefined)) {
          for (const signal of ["traces", "logs"] as const)
            tellLost(signal, { traces, logs }[signal], outlets[signal]);
          return;
        }
        handOver();
        for (const outlet of all) outlet.abandon("stopped");
        for (const exporter of exporters) exporter.leave?.();
      } catch (error) {
        report("leave_failed", error);
      }
    },
  };
}

/** Says how much of `signal` the end of the process loses. Metrics are sums that the next collection would have repeated. */
function tellLost(signal: Signal, lane: Lane, outlets: readonly Outlet[]): void {
  const lost = lane.open() * outlets.length + outlets.reduce((sum, outlet) => sum + outlet.held(), 0);
  if (lost > 0) report(`${signal}_lost_at_exit`, "the process ended before they could be sent", lost);
}

function createOutlets(
  signal: Signal,
  exporters: readonly Exporter[],
  limits: Parameters<typeof createOutlet>[2],
): Outlet[] {
  return exporters
    .filter((exporter) => exporter.signals?.includes(signal) ?? true)
    .map((exporter) =>
      exporter.take === undefined ? createOutlet(exporter, signal, limits) : createSink(exporter),
    );
}

function followResource(settings: PipelineSettings): () => Uint8Array {
  const { resource, laterResource, resourceSchemaUrl } = settings;
  // encoded for the first batch: the start of the process has enough to do
  let bytes: Uint8Array | undefined;
  async function follow(later: Promise<object>): Promise<void> {
    try {
      bytes = encodeResource(await later, resourceSchemaUrl);
    } catch (error) {
      report("resource_failed", error);
    }
  }
  for (const later of laterResource) void follow(later);
  return () => (bytes ??= encodeResource(resource, resourceSchemaUrl));
}

function statsOf(outlets: readonly Outlet[], open: number, refused: number): SignalStats {
  const dropped: Record<string, number> = refused === 0 ? {} : { queue_full: refused };
  let queued = open;
  let exported = 0;
  let spooled: number | undefined;
  for (const outlet of outlets) {
    const onDisk = outlet.spooled();
    if (onDisk !== undefined) spooled = (spooled ?? 0) + onDisk;
    queued += outlet.held();
    exported += outlet.exported();
    for (const [reason, count] of Object.entries(outlet.dropped()))
      dropped[reason] = (dropped[reason] ?? 0) + count;
  }
  return { queued, exported, dropped, ...(spooled === undefined ? {} : { spooled }) };
}

function encodeScopeAttributes(attributes: object | undefined): Uint8Array {
  if (attributes === undefined) return nothing;
  const list: AttributeList = [];
  setAllIn(list, attributes, { ...noLimits, count: 128 });
  const writer = new ByteWriter(64);
  writeAttributes(writer, 3, list);
  return writer.finish();
}
