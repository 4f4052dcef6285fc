// Options, variables, configuration file and defaults, resolved once by the declarations of the settings, and what the parts make of them.
import type { TextMapPropagator } from "@opentelemetry/api";
import { diag } from "./engine/api/diag.ts";
import { type CatalogSettings, resolveCatalogSettings } from "./catalog/catalog-settings.ts";
import { readConfiguration } from "./configuration/configuration.ts";
import type { FileConfiguration } from "./configuration/file-configuration.ts";
import { createEnvironment, type Environment } from "./engine/settings/environment.ts";
import type { Exporter } from "./engine/exporter/exporter.ts";
import type { BesideOption } from "./engine/registration/other-sdk.ts";
import type { LogRecordProcessor } from "./engine/processor/log-processor.ts";
import type { IdentityPolicy } from "./engine/attributes/identity.ts";
import type { Redaction } from "./engine/redaction/redaction.ts";
import { resolveRedaction } from "./options/redaction.ts";
import { type LogSettings, toLogRules } from "./options/logs.ts";
import { type MetricSettings, toMetricSettings } from "./options/metrics.ts";
import type { CardinalityPlan } from "./engine/cardinality/guard.ts";
import type { MakeEnrichment } from "./engine/enrichment/enrichment.ts";
import { resolveEnrichment } from "./options/enrichment.ts";
import { resolveGuards } from "./options/guards.ts";
import { type Limits, toLimits } from "./options/limits.ts";
import { holdToFilter, resolveHold } from "./options/hold.ts";
import { resolveSampling } from "./options/sampling.ts";
import type { RemoteSettings } from "./sampling/remote/options.ts";
import { toTraceSettings } from "./options/traces.ts";
import type { TraceSettings } from "./engine/pipeline/settings.ts";
import { batchLogRecordProcessor, type LogRecordExporter } from "./otel/log-export.ts";
import type { SpanProcessor } from "./engine/processor/span-processor.ts";
import type { CpuProfileSettings } from "./profiles/cpu-profiler.ts";
import { sortExporters } from "./options/exporter-list.ts";
import { defaultExporters, namesFor } from "./options/exporters.ts";
import { levelIn, showDiagnostics } from "./options/log-level.ts";
import { silence } from "./engine/diagnostics/notice.ts";
import { warnUnknownVariables } from "./options/unknown-variables.ts";
import { loadProcessors } from "./options/processors.ts";
import { resolvePrometheus } from "./options/prometheus.ts";
import { resolveResource } from "./options/resource.ts";
import type { PrometheusSettings } from "./prometheus/settings.ts";
import { type PropagatorName, toPropagators } from "./propagation/propagator.ts";
import type { RecorderSettings } from "./recorder/settings.ts";
import { realSurroundings } from "./resource/detector.ts";
import { batchSettings } from "./settings/batch.ts";
import { check } from "./settings/check.ts";
import { resolve } from "./settings/resolve.ts";
import type { Resolved } from "./settings/setting.ts";
import { type CrashFileSettings, placeCrashFile } from "./spool/crash-settings.ts";
import { openSpool, type SpoolSettings } from "./spool/settings.ts";
import type { Instrumentation } from "./options/instrumentation.ts";
import { type StartOptions, startSettings } from "./options/start-options.ts";

/** The options, resolved. */
export interface Settings {
  readonly disabled: boolean;
  readonly resource: Record<string, unknown>;
  /** Each resolves to the whole resource, once more of it is known. */
  readonly laterResource: readonly Promise<object>[];
  /** `schema_url` of the resource. */
  readonly resourceSchemaUrl: string | undefined;
  readonly exporters: readonly Exporter[];
  readonly propagators: readonly (PropagatorName | TextMapPropagator)[];
  readonly instrumentations: readonly Instrumentation[];
  readonly limits: Limits;
  readonly cardinality: CardinalityPlan | undefined;
  readonly enrichment: MakeEnrichment | undefined;
  readonly catalog: CatalogSettings | undefined;
  readonly traces: TraceSettings;
  /** Whom to ask for rules while the process runs, and what puts them to work. */
  readonly remoteSampling: RemoteSettings | undefined;
  readonly swapRules: (rules: unknown) => void;
  readonly identity: IdentityPolicy;
  readonly redaction: Redaction | (() => Redaction) | undefined;
  readonly metricIntervalMs: number;
  readonly metricTimeoutMs: number;
  readonly metrics: MetricSettings;
  readonly selfMetrics: boolean;
  readonly sourceMaps: boolean;
  readonly beside: BesideOption;
  readonly logs: LogSettings;
  readonly prometheus: PrometheusSettings | undefined;
  readonly recorder: RecorderSettings | undefined;
  readonly cpuProfiles: CpuProfileSettings | undefined;
  readonly spool: SpoolSettings | undefined;
  /** Undefined where there is a spool, too: that has what is left at the end. */
  readonly crashFile: CrashFileSettings | undefined;
  readonly handleExit: boolean;
  readonly exitTimeoutMs: number;
}

/** Where settings come from. */
interface Sources {
  /** What `start()` was given. */
  readonly given: StartOptions;
  readonly file: FileConfiguration | undefined;
  /** What the file says. */
  readonly inFile: StartOptions;
  /** `given` over `inFile`. */
  readonly options: StartOptions;
  readonly env: Environment;
  /** All settings, by their declarations. */
  readonly all: Resolved<typeof startSettings.settings>;
}

/** Resolves `options` with `variables`. @throws {TelemetryError} when an option is wrong. */
export function resolveOptions(given: StartOptions, own: NodeJS.ProcessEnv): Settings {
  const sources = readSources(given, own);
  const { file, inFile, options, env, all } = sources;
  const exporters = sortExporters(options.exporters);
  const processors = processorsOf(sources);
  const traces = toTraceSettings(all, processors.filter(isSpanProcessor), exporters.traces);
  const identity = { mode: all.identity, key: all.identityKey };
  const guards = resolveGuards(given.guards, inFile.guards, env);
  const enrichment = resolveEnrichment(given.enrichment, inFile.enrichment, all.logLevel, env);
  const { resource, later } = resolveResource(options, env, realSurroundings(own), file?.resource);
  const sampled = resolveSampled(sources, traces, resource, enrichment?.filters === true);
  const spool = openSpool(all.spool, options.spool !== undefined, env);
  const byName = namesFor("metrics", all).includes("prometheus");
  return {
    ...sampled,
    disabled: all.disabled,
    resource,
    laterResource: later,
    resourceSchemaUrl: file?.resource.schemaUrl,
    exporters: exporters.own ?? defaultExporters(options.endpoint, all, env.variables),
    propagators: [...toPropagators(all.propagators), ...sampled.propagators],
    instrumentations: all.instrumentations.flat() as Instrumentation[],
    limits: toLimits(all.limits, resolve(batchSettings, {}, "", env), guards.size),
    cardinality: guards.cardinality,
    enrichment: enrichment?.make,
    catalog:
      given.catalog === undefined ? undefined : resolveCatalogSettings(given.catalog, all.catalogGuard),
    identity,
    redaction: resolveRedaction(given.redaction, identity, env, inFile.redaction),
    metrics: toMetricSettings(all, exporters.metrics),
    metricIntervalMs: all.metricIntervalMs,
    metricTimeoutMs: all.metricTimeoutMs,
    beside: all.beside,
    selfMetrics: all.selfMetrics,
    sourceMaps: all.sourceMaps,
    logs: {
      rules: toLogRules(all.logs),
      processors: logProcessors(processors, all.logRecordProcessors, exporters.logs),
    },
    prometheus: resolvePrometheus(options.prometheus, all.prometheus, byName, env),
    recorder: all.recorder,
    cpuProfiles: all.cpuProfiles,
    spool,
    crashFile: spool === undefined && all.handleExit ? placeCrashFile(all.crashFile) : undefined,
    handleExit: all.handleExit,
    exitTimeoutMs: all.exitTimeoutMs,
  };
}

function readSources(given: StartOptions, own: NodeJS.ProcessEnv): Sources {
  check(startSettings, given ?? null, "");
  silence(levelIn(createEnvironment(own)) === "none");
  const { variables, file } = readConfiguration(own);
  const env = createEnvironment(variables, file?.at);
  showDiagnostics(env);
  warnUnknownVariables(own);
  const options = file === undefined ? given : withFile(given, file.options);
  const all = resolve(startSettings, options, "", env);
  for (const note of file?.notes ?? []) diag.warn(`telltale: ${file?.path}: ${note}`);
  return { given, file, inFile: file?.options ?? {}, options, env, all };
}

/** The processors of modules, then those of the options or the file. */
function processorsOf({ given, all }: Sources): readonly (SpanProcessor | LogRecordProcessor)[] {
  const modules = given.processors === undefined ? all.processorModules : [];
  // what the file declares may export, and comes last
  return [...(modules.length === 0 ? [] : loadProcessors(modules)), ...all.processors];
}

/** Which traces are kept, and who may change that. */
function resolveSampled(
  { given, inFile, env }: Sources,
  traces: TraceSettings,
  resource: Record<string, unknown>,
  filters: boolean,
): Pick<Settings, "traces" | "remoteSampling" | "swapRules" | "propagators"> {
  const sampling = resolveSampling(
    given.sampling,
    { option: given.sampler, file: inFile.sampler },
    resource["service.name"] as string | undefined,
    inFile.sampling,
    env,
  );
  const sampler = sampling.decidesAll ? undefined : traces.sampler;
  const held = resolveHold(sampling, sampler);
  const hold = held?.hold ?? (filters ? holdToFilter() : undefined);
  return {
    traces: { ...traces, head: sampling.head, sampler, hold },
    remoteSampling: sampling.remote,
    swapRules: sampling.swapper(held?.tail),
    propagators: sampling.propagators,
  };
}

// Options take precedence over the file; an endpoint also replaces the exporters of the file.
function withFile(given: StartOptions, file: StartOptions): StartOptions {
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  const options: { -readonly [K in keyof StartOptions]: StartOptions[K] } = {
    ...file,
    ...Object.fromEntries(set),
    limits: { ...file.limits, ...given.limits },
  };
  if (given.endpoint !== undefined && given.exporters === undefined) options.exporters = undefined;
  return options;
}

function logProcessors(
  processors: readonly (SpanProcessor | LogRecordProcessor)[],
  logRecordProcessors: readonly LogRecordProcessor[],
  exporters: readonly LogRecordExporter[],
): readonly LogRecordProcessor[] {
  return [
    ...processors.filter(isLogProcessor),
    ...logRecordProcessors,
    ...exporters.map((exporter) => batchLogRecordProcessor(exporter)),
  ];
}

function isLogProcessor(processor: SpanProcessor | LogRecordProcessor): processor is LogRecordProcessor {
  return typeof (processor as Partial<LogRecordProcessor>).onEmit === "function";
}

function isSpanProcessor(processor: SpanProcessor | LogRecordProcessor): processor is SpanProcessor {
  return !isLogProcessor(processor);
}
