// Settings become a pipeline: what spans, records and measurements are made by, and the ways out of them. How it all gets out in the
// end is in shutdown.ts.
import { schemaUrl, version } from "../../version.ts";
import { createCardinalityGuard } from "../cardinality/guard.ts";
import { withCheck } from "../cardinality/with-check.ts";
import { reanchor } from "../runtime/clock.ts";
import { createCounts } from "../diagnostics/counts.ts";
import { reported } from "../diagnostics/diagnose.ts";
import type { Engine } from "../running/engine.ts";
import type { Enrichment } from "../enrichment/enrichment.ts";
import { setExceptionSignal } from "../completion/exception-signal.ts";
import type { TailBuffer } from "../tail-buffer/tail-buffer.ts";
import { createTailBuffer } from "../tail-buffer/create-tail-buffer.ts";
import { setIdentityPolicy } from "../attributes/identity.ts";
import type { ScopeView } from "../resource/scope-view.ts";
import { createLoggerCore, type LoggerCore, type LogPlan } from "../log/logger.ts";
import { createLoggerProvider, type OtelLoggerProvider } from "../log/logger-provider.ts";
import { createMeters, type Meters } from "../meter/meters.ts";
import { createMetricsOut } from "../meter/metrics-export.ts";
import { createOpenSpans } from "../tracer/open-spans.ts";
import { createLossReports } from "./loss-reports.ts";
import { createPipelineEnd, type PipelineEnd } from "./shutdown.ts";
import type { PipelineSettings } from "./settings.ts";
import { setRedaction } from "../redaction/redaction.ts";
import { createResourceView } from "../resource/resource-view.ts";
import { observeSelf } from "../self-metrics/self-metrics.ts";
import { selfStats } from "../self-metrics/self-stats.ts";
import { foldHooks } from "../processor/span-processor.ts";
import { headStats, type Stats, statsOf } from "../self-metrics/stats.ts";
import type { TracePlan } from "../tracer/trace-plan.ts";
import { createTracerCore, createTracerProvider, type ScopedTracerProvider } from "../tracer/tracer.ts";
import { createExporters, type Exporters } from "./exporters.ts";

/** A built pipeline. */
export interface Pipeline extends PipelineEnd {
  readonly engine: Engine;
  readonly tracers: ScopedTracerProvider;
  readonly loggers: OtelLoggerProvider;
  stats(): Stats;
}

/** Builds the pipeline of `settings`. Nothing leaves before something is recorded. */
export function createPipeline(settings: PipelineSettings): Pipeline {
  reanchor();
  setExceptionSignal(settings.traces.exceptions);
  setIdentityPolicy(settings.identity);
  setRedaction(settings.redaction);
  const ways = createExporters(settings);
  const common = createCommon(settings);
  const traces = planTraces(settings, ways, common);
  const logs = planLogs(settings, ways, common, traces.tailBuffer);
  const meters = createMeters({
    ...settings.metrics,
    cardinality: (kind) => settings.limits.cardinality[kind],
    guard: common.guard,
    complete: settings.catalog?.complete,
  });
  const metricsOut = createMetricsOut({
    meters,
    queues: new Map(ways.queues.metrics.map((queue) => [queue.exporter, queue])),
    plugs: settings.metrics.readers,
    resource: ways.resource,
    resourceView: common.resource,
    intervalMs: settings.metricIntervalMs,
  });
  if (settings.selfMetrics) observePipeline(settings, ways, meters, traces);
  const end = createPipelineEnd({
    exporters: settings.exporters,
    spanProcessors: settings.traces.processors,
    logProcessors: settings.logs.processors,
    ways,
    metricsOut,
    tailBuffer: traces.tailBuffer,
    open: traces.open,
    lossReports: createLossReports({
      plan: logs,
      resource: ways.resource,
      limits: settings.limits.logs,
      exporters: ways.queues.logs.map(({ exporter }) => exporter),
    }),
  });
  const makeLogger = (scope: ScopeView): LoggerCore => createLoggerCore(logs, scope);
  return {
    ...end,
    engine: {
      tracer: createTracerCore(traces, { name: "telltale", version, schemaUrl }),
      logger: makeLogger({ name: "telltale", version, schemaUrl }),
      meter: meters.meter("telltale", version, schemaUrl),
      meters,
    },
    tracers: provideTracers(traces, end),
    loggers: createLoggerProvider(makeLogger),
    stats: () => statsNow(ways, traces),
  };
}

/** What spans and records have in common. */
type Common = Pick<TracePlan & LogPlan, "resource" | "enrichment" | "check" | "guard" | "counts">;

function createCommon(settings: PipelineSettings): Common {
  const resource = createResourceView(settings.resource, settings.laterResource);
  const enrichment: Enrichment | undefined = settings.enrichment?.(resource);
  const check = settings.catalog?.check;
  const own = settings.cardinality === undefined ? undefined : createCardinalityGuard(settings.cardinality);
  const guard = check === undefined ? own : withCheck(own, check);
  return { resource, enrichment, check, guard, counts: createCounts() };
}

function planTraces(
  { traces, limits }: PipelineSettings,
  { pipelines }: Exporters,
  common: Common,
): TracePlan {
  const { head, hold, processors } = traces;
  const open = createOpenSpans();
  head?.watch(common.resource);
  return {
    ...traces,
    ...common,
    pipeline: pipelines.traces,
    limits: limits.span,
    hooks: foldHooks(processors),
    tailBuffer:
      hold === undefined
        ? undefined
        : createTailBuffer(
            { ...hold, filter: common.enrichment?.filter ?? hold.filter },
            pipelines.traces.admitAll,
            open.remove,
            common.resource,
          ),
    open,
    closed: false,
  };
}

function planLogs(
  { logs, limits }: PipelineSettings,
  { pipelines, takesLogs }: Exporters,
  common: Common,
  tailBuffer: TailBuffer | undefined,
): LogPlan {
  return {
    ...logs,
    ...common,
    pipeline: pipelines.logs,
    limits: limits.record,
    exported: takesLogs,
    noteSeverity: tailBuffer?.noteSeverity,
  };
}

function observePipeline(
  { limits }: PipelineSettings,
  { pipelines, queues }: Exporters,
  meters: Meters,
  { counts, guard, tailBuffer, head }: TracePlan,
): void {
  observeSelf({
    meters,
    counts,
    guard,
    sampling: tailBuffer?.stats,
    head,
    queues,
    pipelines: {
      traces: { pipeline: pipelines.traces, capacity: limits.traces.maxQueueSize },
      logs: { pipeline: pipelines.logs, capacity: limits.logs.maxQueueSize },
    },
  });
}

function provideTracers(plan: TracePlan, { flushTraces }: PipelineEnd): ScopedTracerProvider {
  return createTracerProvider((scope) => createTracerCore(plan, scope), {
    forceFlush: flushTraces,
    async shutdown() {
      plan.closed = true;
      await flushTraces();
    },
  });
}

function statsNow({ pipelines, queues }: Exporters, { counts, guard, tailBuffer, head }: TracePlan): Stats {
  return {
    traces: statsOf(queues.traces, pipelines.traces.open(), pipelines.traces.refused()),
    metrics: statsOf(queues.metrics, 0, 0),
    logs: statsOf(queues.logs, pipelines.logs.open(), pipelines.logs.refused()),
    reports: reported(),
    self: selfStats(counts, pipelines, queues, guard),
    ...(tailBuffer === undefined ? {} : { sampling: tailBuffer.stats() }),
    ...headStats(head),
  };
}
