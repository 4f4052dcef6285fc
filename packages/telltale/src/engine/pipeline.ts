// Settings become a pipeline: what spans, records and measurements are made by, and the ways out of them. How it all gets out in the
// end stands in pipeline-end.ts.
import { schemaUrl, version } from "../version.ts";
import { createCardinalityGuard } from "./cardinality/guard.ts";
import { reanchor } from "./clock.ts";
import { createCounts } from "./counts.ts";
import { reported } from "./diagnose.ts";
import type { Engine } from "./engine.ts";
import type { Enrichment } from "./enrichment.ts";
import { tellExceptionsBy } from "./exception-signal.ts";
import type { SpanHold } from "./hold/span-hold.ts";
import { createSpanHold } from "./hold/trace-hold.ts";
import { settleIdentities } from "./identity.ts";
import type { ScopeView } from "./log-processor.ts";
import { createLoggerCore, type LoggerCore, type LogPlan } from "./logger.ts";
import { createLoggerProvider, type OtelLoggerProvider } from "./logger-provider.ts";
import { createMeters, type Meters } from "./meters.ts";
import { createMetricsOut } from "./metrics-out.ts";
import { createOpenSpans } from "./open-spans.ts";
import { createPipelineEnd, type PipelineEnd } from "./pipeline-end.ts";
import type { PipelineSettings } from "./pipeline-settings.ts";
import { settleRedaction } from "./redaction.ts";
import { createResourceView } from "./resource-view.ts";
import { observeSelf } from "./self-metrics.ts";
import { selfStats } from "./self-stats.ts";
import { foldHooks } from "./span-processor.ts";
import { headStats, type Stats, statsOf } from "./stats.ts";
import {
  createTracerCore,
  createTracerProvider,
  type ScopedTracerProvider,
  type TracePlan,
} from "./tracer.ts";
import { createWaysOut, type WaysOut } from "./ways-out.ts";

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
  tellExceptionsBy(settings.traces.exceptions);
  settleIdentities(settings.identity);
  settleRedaction(settings.redaction);
  const ways = createWaysOut(settings);
  const common = createCommon(settings);
  const traces = planTraces(settings, ways, common);
  const logs = planLogs(settings, ways, common, traces.hold);
  const meters = createMeters({
    ...settings.metrics,
    cardinality: (kind) => settings.limits.cardinality[kind],
    guard: common.guard,
  });
  const metricsOut = createMetricsOut({
    meters,
    outlets: new Map(ways.outlets.metrics.map((outlet) => [outlet.exporter, outlet])),
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
    hold: traces.hold,
    open: traces.open,
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
type Common = Pick<TracePlan & LogPlan, "resource" | "enrichment" | "guard" | "counts">;

function createCommon(settings: PipelineSettings): Common {
  const resource = createResourceView(settings.resource, settings.laterResource);
  const enrichment: Enrichment | undefined = settings.enrichment?.(resource);
  const guard = settings.cardinality === undefined ? undefined : createCardinalityGuard(settings.cardinality);
  return { resource, enrichment, guard, counts: createCounts() };
}

function planTraces({ traces, limits }: PipelineSettings, { lanes }: WaysOut, common: Common): TracePlan {
  const { head, hold, processors } = traces;
  const open = createOpenSpans();
  head?.watch(common.resource);
  return {
    ...traces,
    ...common,
    lane: lanes.traces,
    limits: limits.span,
    hooks: foldHooks(processors),
    hold:
      hold === undefined
        ? undefined
        : createSpanHold(
            { ...hold, filter: common.enrichment?.filter ?? hold.filter },
            lanes.traces.admitAll,
            open.remove,
            common.resource,
          ),
    open,
    closed: false,
  };
}

function planLogs(
  { logs, limits }: PipelineSettings,
  { lanes, takesLogs }: WaysOut,
  common: Common,
  hold: SpanHold | undefined,
): LogPlan {
  return {
    ...logs,
    ...common,
    lane: lanes.logs,
    limits: limits.record,
    exported: takesLogs,
    hear: hold?.hear,
  };
}

function observePipeline(
  { limits }: PipelineSettings,
  { lanes, outlets }: WaysOut,
  meters: Meters,
  { counts, guard, hold, head }: TracePlan,
): void {
  observeSelf({
    meters,
    counts,
    guard,
    sampling: hold?.stats,
    head,
    outlets,
    lanes: {
      traces: { lane: lanes.traces, capacity: limits.traces.maxQueueSize },
      logs: { lane: lanes.logs, capacity: limits.logs.maxQueueSize },
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

function statsNow({ lanes, outlets }: WaysOut, { counts, guard, hold, head }: TracePlan): Stats {
  return {
    traces: statsOf(outlets.traces, lanes.traces.open(), lanes.traces.refused()),
    metrics: statsOf(outlets.metrics, 0, 0),
    logs: statsOf(outlets.logs, lanes.logs.open(), lanes.logs.refused()),
    reports: reported(),
    self: selfStats(counts, lanes, outlets, guard),
    ...(hold === undefined ? {} : { sampling: hold.stats() }),
    ...headStats(head),
  };
}
