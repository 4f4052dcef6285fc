// Options, environment and defaults, settled once: options over `TELLTALE_*` over the configuration file, or where there is none
// `OTEL_*`, over defaults.
// A wrong option throws, a wrong variable warns.
import type { TextMapPropagator } from "@opentelemetry/api";
import { diag } from "./engine/api/diag.ts";
import { readConfiguration } from "./configuration/configuration.ts";
import type { Exporter } from "./engine/exporter.ts";
import type { BesideOption } from "./engine/beside.ts";
import type { LogRecordProcessor } from "./engine/log-processor.ts";
import { createEnvironment, type Environment } from "./engine/environment.ts";
import { TelemetryError } from "./error.ts";
import { settleIdentity } from "./options/identity.ts";
import type { IdentityPolicy } from "./engine/identity.ts";
import type { Redaction } from "./engine/redaction.ts";
import { settleRedaction } from "./options/redaction.ts";
import { type LogSettings, settleLogs } from "./options/logs.ts";
import { type MetricSettings, settleMetrics } from "./options/metrics.ts";
import type { CardinalityPlan } from "./engine/cardinality/guard.ts";
import type { MakeEnrichment } from "./engine/enrichment.ts";
import { settleEnrichment } from "./options/enrichment.ts";
import { settleGuards } from "./options/guards.ts";
import { type Limits, settleLimits } from "./options/limits.ts";
import { holdToFilter, settleHold } from "./options/hold.ts";
import { settleSampling } from "./options/sampling.ts";
import type { RemoteSettings } from "./sampling/remote/options.ts";
import { settleTraces } from "./options/traces.ts";
import type { TraceSettings } from "./engine/pipeline-settings.ts";
import { batchLogRecordProcessor, type LogRecordExporter } from "./otel/log-export.ts";
import type { SpanProcessor } from "./engine/span-processor.ts";
import { settleCpuProfiles } from "./options/cpu-profiles.ts";
import type { CpuProfileSettings } from "./profiles/cpu-profiler.ts";
import { sortExporters } from "./options/exporter-list.ts";
import { defaultExporters } from "./options/exporters.ts";
import { showDiagnostics } from "./options/log-level.ts";
import { silence } from "./engine/notice.ts";
import { warnUnknownVariables } from "./options/unknown-variables.ts";
import { loadProcessors } from "./options/processors.ts";
import { settlePrometheus } from "./options/prometheus.ts";
import { settleResource } from "./options/resource.ts";
import type { PrometheusSettings } from "./prometheus/settings.ts";
import { type PropagatorName, settlePropagators } from "./propagation/propagator.ts";
import { type RecorderSettings, settleRecorder } from "./recorder/settings.ts";
import { realSurroundings } from "./resource/detector.ts";
import { type CrashFileSettings, settleCrashFile } from "./spool/crash-settings.ts";
import { settleSpool, type SpoolSettings } from "./spool/settings.ts";
import { type Instrumentation, type StartOptions, startOptionNames } from "./options/start-options.ts";

/** What the options have come to. */
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
}

/** Settles `options` with `variables`. @throws {TelemetryError} when an option is wrong. */
export function settleOptions(given: StartOptions, own: NodeJS.ProcessEnv): Settings {
  checkShape(given);
  silence(own["OTEL_LOG_LEVEL"]?.trim().toLowerCase() === "none");
  const { variables, file } = readConfiguration(own);
  const env = createEnvironment(variables);
  showDiagnostics(env);
  warnUnknownVariables(own);
  for (const note of file?.notes ?? []) diag.warn(`telltale: ${file?.path}: ${note}`);
  const options = withProcessors(file === undefined ? given : withFile(given, file.options), given, env);
  const exporters = sortExporters(options.exporters);
  const traces = settleTraces(
    { ...options, processors: spanProcessors(options.processors) },
    env,
    exporters.traces,
  );
  const identity = settleIdentity(options, env);
  const guards = settleGuards(given.guards, file?.options.guards, env);
  const enrichment = settleEnrichment(given.enrichment, file?.options.enrichment, env);
  const { resource, later } = settleResource(options, env, realSurroundings(own), file?.resource);
  const sampling = settleSampling(
    given.sampling,
    { option: given.sampler, file: file?.options.sampler },
    resource["service.name"] as string | undefined,
    file?.options.sampling,
    env,
  );
  const sampler = sampling.decidesAll ? undefined : traces.sampler;
  const held = settleHold(sampling, sampler);
  const spool = settleSpool(options.spool, env);
  const crashFile = settleCrashFile(options.crashFile, env);
  const handleExit = options.handleExit ?? true;
  return {
    disabled: env.flag("OTEL_SDK_DISABLED"),
    resource,
    laterResource: later,
    resourceSchemaUrl: file?.resource.schemaUrl,
    exporters: exporters.own ?? defaultExporters(options.endpoint, env, variables),
    propagators: [...settlePropagators(options.propagators, env), ...sampling.propagators],
    instrumentations: checkInstrumentations(options.instrumentations ?? []),
    limits: settleLimits(options.limits ?? {}, env, guards.size),
    cardinality: guards.cardinality,
    enrichment: enrichment?.make,
    traces: {
      ...traces,
      head: sampling.head,
      sampler,
      hold: held?.hold ?? (enrichment?.filters === true ? holdToFilter() : undefined),
    },
    remoteSampling: sampling.remote,
    swapRules: sampling.swapper(held?.tail),
    identity,
    redaction: settleRedaction(given.redaction, identity, env, file?.options.redaction),
    metrics: settleMetrics(
      { ...options, metricReaders: [...(options.metricReaders ?? []), ...exporters.metrics] },
      env,
    ),
    metricIntervalMs: checkMs(options) ?? env.whole("OTEL_METRIC_EXPORT_INTERVAL", 1) ?? 60_000,
    metricTimeoutMs: env.timeout("OTEL_METRIC_EXPORT_TIMEOUT") ?? 30_000,
    beside: settleBesideOption(options.beside, env),
    selfMetrics: options.selfMetrics ?? env.flag("TELLTALE_SELF_METRICS"),
    sourceMaps: options.sourceMaps ?? env.choice("TELLTALE_SOURCE_MAPS", ["true", "false"]) !== "false",
    logs: settleLogs(options.logs, logProcessors(options, exporters.logs), env),
    prometheus: settlePrometheus(options.prometheus, env),
    recorder: settleRecorder(options.recorder, env),
    cpuProfiles: settleCpuProfiles(options.cpuProfiles, env),
    spool,
    crashFile: spool === undefined && handleExit ? crashFile : undefined,
    handleExit,
  };
}

// Those of the variable come before those of the file, which may be what exports.
function withProcessors(options: StartOptions, { processors }: StartOptions, env: Environment): StartOptions {
  const loaded = processors === undefined ? loadProcessors(env) : [];
  return loaded.length === 0
    ? options
    : { ...options, processors: [...loaded, ...(options.processors ?? [])] };
}

// The options are stronger than the file; an endpoint stands for the exporters too.
function withFile(given: StartOptions, file: StartOptions): StartOptions {
  const set = Object.entries(given).filter(([, value]) => value !== undefined);
  const options: { -readonly [K in keyof StartOptions]: StartOptions[K] } = {
    ...file,
    ...Object.fromEntries(set),
    limits: { ...file.limits, ...given.limits },
  };
  if (given.endpoint !== undefined && given.exporters === undefined) options.exporters = undefined;
  checkShape(options);
  return options;
}

function checkShape(options: StartOptions): void {
  if (typeof options !== "object" || options === null) {
    throw new TelemetryError(
      "TT_OPTION",
      `Cannot start with \`${String(options)}\`: expected an object of options.`,
    );
  }
  for (const name of Object.keys(options)) {
    if (!Object.hasOwn(startOptionNames, name)) {
      const names = Object.keys(startOptionNames).join(", ");
      throw new TelemetryError("TT_OPTION", `Cannot use the option \`${name}\`: expected one of ${names}.`);
    }
  }
  checkText("environment", options.environment);
}

// what is neither, or no list, is left to those who settle spans, to be refused
function spanProcessors(processors: StartOptions["processors"]): readonly SpanProcessor[] | undefined {
  return Array.isArray(processors)
    ? processors.filter((one) => !isLogProcessor(one))
    : (processors as undefined);
}

function logProcessors(
  { processors, logRecordProcessors = [] }: StartOptions,
  exporters: readonly LogRecordExporter[],
): readonly LogRecordProcessor[] {
  return [
    ...(Array.isArray(processors) ? processors.filter(isLogProcessor) : []),
    ...logRecordProcessors,
    ...exporters.map((exporter) => batchLogRecordProcessor(exporter)),
  ];
}

function isLogProcessor(processor: SpanProcessor | LogRecordProcessor): processor is LogRecordProcessor {
  return typeof (processor as Partial<LogRecordProcessor> | null | undefined)?.onEmit === "function";
}

function checkText(name: string, value: unknown): void {
  if (value === undefined || (typeof value === "string" && value.trim() !== "")) return;
  throw new TelemetryError(
    "TT_OPTION",
    `Cannot use \`${String(value)}\` as \`${name}\`: expected a non-empty text.`,
  );
}

function settleBesideOption(beside: unknown, env: Environment): BesideOption {
  if (beside === "attach" || beside === "standAside") return beside;
  if (beside === undefined) {
    const wish = env.choice("TELLTALE_BESIDE", ["attach", "standaside"]);
    return wish === "standaside" ? "standAside" : "attach";
  }
  throw new TelemetryError(
    "TT_OPTION",
    `Cannot use \`${String(beside)}\` as \`beside\`: expected attach or standAside.`,
  );
}

function checkMs({ metricIntervalMs }: StartOptions): number | undefined {
  if (metricIntervalMs === undefined || (metricIntervalMs >= 1 && metricIntervalMs <= 2_147_483_647)) {
    return metricIntervalMs;
  }
  throw new TelemetryError(
    "TT_OPTION",
    `Cannot use \`${metricIntervalMs}\` as \`metricIntervalMs\`: expected milliseconds from 1 to 2147483647.`,
  );
}

function checkInstrumentations(
  given: readonly (Instrumentation | readonly Instrumentation[])[],
): readonly Instrumentation[] {
  const all = given.flat() as Instrumentation[];
  for (const one of all) {
    if (typeof one?.enable !== "function") {
      throw new TelemetryError(
        "TT_INSTRUMENTATION",
        `Cannot switch on \`${String(one)}\`: expected an OpenTelemetry instrumentation.`,
      );
    }
  }
  return all;
}
