// Options, environment and defaults, settled once: options over `TELLTALE_*` over the configuration file, or where there is none
// `OTEL_*`, over defaults.
// A wrong option throws, a wrong variable warns.
import { diag, type TextMapPropagator } from "@opentelemetry/api";
import { readConfiguration } from "./configuration/configuration.ts";
import type { Exporter } from "./engine/exporter.ts";
import type { BesideOption } from "./engine/beside.ts";
import type { LogRecordProcessor } from "./engine/log-processor.ts";
import type { ServiceIdentity } from "./engine/resource.ts";
import { createEnvironment, type Environment } from "./engine/environment.ts";
import { TelemetryError } from "./error.ts";
import { type IdentityOptions, settleIdentity } from "./options/identity.ts";
import type { IdentityPolicy } from "./engine/identity.ts";
import { type LogOptions, type LogSettings, settleLogs } from "./options/logs.ts";
import { type MetricOptions, type MetricSettings, settleMetrics } from "./options/metrics.ts";
import { type LimitOptions, type Limits, settleLimits } from "./options/limits.ts";
import { settleTraces } from "./options/traces.ts";
import type { IdGenerator } from "./engine/id-generator.ts";
import type { TraceSettings } from "./engine/pipeline.ts";
import type { Sampler } from "./engine/sampler.ts";
import { isSpanExporter, type SpanExporter } from "./otel/span-export.ts";
import type { SpanProcessor } from "./engine/span-processor.ts";
import { type CpuProfileOptions, settleCpuProfiles } from "./options/cpu-profiles.ts";
import type { CpuProfileSettings } from "./profiles/cpu-profiler.ts";
import { defaultExporters } from "./options/exporters.ts";
import type { ScopeOptions } from "./options/scopes.ts";
import { showDiagnostics } from "./options/log-level.ts";
import { settlePrometheus } from "./options/prometheus.ts";
import { settleResource } from "./options/resource.ts";
import type { PrometheusOptions, PrometheusSettings } from "./prometheus/settings.ts";
import { type PropagatorName, settlePropagators } from "./propagation/propagator.ts";
import { type RecorderOptions, type RecorderSettings, settleRecorder } from "./recorder/settings.ts";
import { realSurroundings, type ResourceDetector } from "./resource/detector.ts";
import type { DetectorName } from "./resource/detectors.ts";
import { settleSpool, type SpoolOptions, type SpoolSettings } from "./spool/settings.ts";

/** An instrumentation of the OpenTelemetry shape, such as `new HttpInstrumentation()`. */
export interface Instrumentation {
  readonly instrumentationName: string;
  setTracerProvider?(provider: never): void;
  setMeterProvider?(provider: never): void;
  setLoggerProvider?(provider: never): void;
  getConfig?(): { enabled?: boolean };
  enable(): void;
  disable(): void;
}

/** How telemetry is to run. Everything is optional. */
export interface StartOptions extends MetricOptions, IdentityOptions {
  /** The service's name, or its identity. Default: `TELLTALE_SERVICE_NAME`, `OTEL_SERVICE_NAME`, `OTEL_RESOURCE_ATTRIBUTES`. */
  readonly service?: string | ServiceIdentity | undefined;
  /** `deployment.environment.name`. Default: `TELLTALE_ENVIRONMENT`. */
  readonly environment?: string | undefined;
  /** More resource attributes, or a function that gives them, now or as a promise. A promise delays nothing. */
  readonly attributes?: object | (() => object | Promise<object>) | undefined;
  /**
   * What finds out about the surroundings, by name or as detectors of the OpenTelemetry shape; `[]` for none, later ones win.
   * Default: `OTEL_NODE_RESOURCE_DETECTORS`, all by name.
   */
  readonly resourceDetectors?: readonly (DetectorName | ResourceDetector)[] | undefined;
  /** Where telemetry goes; exporters of OpenTelemetry's SpanExporter shape get the spans. Default: OTLP/HTTP to `endpoint`. */
  readonly exporters?: readonly (Exporter | SpanExporter)[] | undefined;
  /** Base URL of the receiver. Default: `TELLTALE_ENDPOINT`, `OTEL_EXPORTER_OTLP_ENDPOINT`, `http://localhost:4318`. */
  readonly endpoint?: string | undefined;
  /** Instrumentations of the OpenTelemetry shape, switched on with this engine behind them. */
  readonly instrumentations?: readonly (Instrumentation | readonly Instrumentation[])[] | undefined;
  readonly limits?: LimitOptions | undefined;
  /** Tracers to switch off by name: the first entry that matches counts. Default: all are at work. */
  readonly tracers?: readonly ScopeOptions[] | undefined;
  /** Decides which spans record and leave. Default: `OTEL_TRACES_SAMPLER`, parent based and always on for roots. */
  readonly sampler?: Sampler | undefined;
  /** Makes trace and span ids. Default: random ones. */
  readonly idGenerator?: IdGenerator | undefined;
  /** `false` lets values under names such as `password` or `token` leave as they are. */
  readonly redaction?: boolean | undefined;
  /**
   * Processors of the OpenTelemetry shape: those of spans see every span that records, at its start, just before its end and
   * after it; those of log records are as in `logRecordProcessors`, and come before them.
   */
  readonly processors?: readonly (SpanProcessor | LogRecordProcessor)[] | undefined;
  /**
   * The formats that context travels in, by name or as propagators of the OpenTelemetry shape; `[]` for none.
   * Default: `OTEL_PROPAGATORS`, W3C Trace Context and Baggage.
   */
  readonly propagators?: readonly (PropagatorName | TextMapPropagator)[] | undefined;
  /** Milliseconds between two exports of metrics. Default: `OTEL_METRIC_EXPORT_INTERVAL`, 60000. */
  readonly metricIntervalMs?: number | undefined;
  /** What to do where another SDK has registered with OpenTelemetry before. Default: `TELLTALE_BESIDE`, `attach`. */
  readonly beside?: BesideOption | undefined;
  /**
   * Whether figures about the library itself (`otel.sdk.*`, `telltale.*`) leave with the metrics; `stats()` has them in any
   * case. Default: `TELLTALE_SELF_METRICS`, false: some 40 series a process that nobody asked for.
   */
  readonly selfMetrics?: boolean | undefined;
  /**
   * Whether the stacks of captured errors tell the sources, where the application's files have source maps. Default:
   * `TELLTALE_SOURCE_MAPS`, true.
   */
  readonly sourceMaps?: boolean | undefined;
  /** Which log records are wanted, over all and by logger. */
  readonly logs?: LogOptions | undefined;
  /** See every log record before it is encoded and may change it, in this order: processors of the OpenTelemetry shape. */
  readonly logRecordProcessors?: readonly LogRecordProcessor[] | undefined;
  /**
   * Shows metrics to Prometheus at `http://localhost:9464/metrics`, or as the options have it. A port that is taken warns.
   * Default: `TELLTALE_PROMETHEUS_PORT`, `OTEL_METRICS_EXPORTER=prometheus`, else none.
   */
  readonly prometheus?: boolean | PrometheusOptions | undefined;
  /**
   * Keeps the last spans, records, measurements and business events in this process, bounded, for `recorder()` and `report()`.
   * Default: `TELLTALE_RECORDER`, false.
   */
  readonly recorder?: boolean | RecorderOptions | undefined;
  /**
   * Takes CPU profiles of slow spans, out of a profiler that then always runs, and sends them as records.
   * Default: `TELLTALE_CPU_PROFILES`, false.
   */
  readonly cpuProfiles?: boolean | CpuProfileOptions | undefined;
  /** Keeps on disk what cannot be sent now. Default: `TELLTALE_SPOOL_DIRECTORY`, else none. */
  readonly spool?: SpoolOptions | undefined;
  /** `false` leaves the ends of the process alone: call `stop()` yourself. */
  readonly handleExit?: boolean | undefined;
}

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
  readonly traces: TraceSettings;
  readonly identity: IdentityPolicy;
  readonly metricIntervalMs: number;
  readonly metricTimeoutMs: number | undefined;
  readonly metrics: MetricSettings;
  readonly selfMetrics: boolean;
  readonly sourceMaps: boolean;
  readonly beside: BesideOption;
  readonly logs: LogSettings;
  readonly prometheus: PrometheusSettings | undefined;
  readonly recorder: RecorderSettings | undefined;
  readonly cpuProfiles: CpuProfileSettings | undefined;
  readonly spool: SpoolSettings | undefined;
  readonly handleExit: boolean;
}

const known: Readonly<Record<keyof StartOptions, true>> = {
  service: true,
  environment: true,
  attributes: true,
  resourceDetectors: true,
  exporters: true,
  endpoint: true,
  instrumentations: true,
  limits: true,
  tracers: true,
  meters: true,
  sampler: true,
  idGenerator: true,
  processors: true,
  redaction: true,
  identity: true,
  identityKey: true,
  propagators: true,
  metricIntervalMs: true,
  views: true,
  exemplars: true,
  metricReaders: true,
  beside: true,
  selfMetrics: true,
  sourceMaps: true,
  logs: true,
  logRecordProcessors: true,
  prometheus: true,
  recorder: true,
  cpuProfiles: true,
  spool: true,
  handleExit: true,
};

/** Settles `options` with `variables`. @throws {TelemetryError} when an option is wrong. */
export function settleOptions(given: StartOptions, own: NodeJS.ProcessEnv): Settings {
  checkShape(given);
  const { variables, file } = readConfiguration(own);
  const env = createEnvironment(variables);
  showDiagnostics(env);
  for (const note of file?.notes ?? []) diag.warn(`telltale: ${file?.path}: ${note}`);
  const options = file === undefined ? given : withFile(given, file.options);
  const traces = settleTraces(
    { ...options, processors: spanProcessors(options.processors) },
    env,
    options.exporters?.filter(isForeignExporter),
  );
  const { resource, later } = settleResource(options, env, realSurroundings(own), file?.resource);
  return {
    disabled: env.flag("OTEL_SDK_DISABLED"),
    resource,
    laterResource: later,
    resourceSchemaUrl: file?.resource.schemaUrl,
    exporters: options.exporters?.filter(isOwnExporter) ?? defaultExporters(options.endpoint, env, variables),
    propagators: settlePropagators(options.propagators, env),
    instrumentations: checkInstrumentations(options.instrumentations ?? []),
    limits: settleLimits(options.limits ?? {}, env),
    traces,
    identity: settleIdentity(options, traces.redactsNames, env),
    metrics: settleMetrics(options, env),
    metricIntervalMs: checkMs(options) ?? env.whole("OTEL_METRIC_EXPORT_INTERVAL", 1) ?? 60_000,
    metricTimeoutMs: env.whole("OTEL_METRIC_EXPORT_TIMEOUT", 1),
    beside: settleBesideOption(options.beside, env),
    selfMetrics: options.selfMetrics ?? env.flag("TELLTALE_SELF_METRICS"),
    sourceMaps: options.sourceMaps ?? env.choice("TELLTALE_SOURCE_MAPS", ["true", "false"]) !== "false",
    logs: settleLogs(options.logs, logProcessors(options), env),
    prometheus: settlePrometheus(options.prometheus, env),
    recorder: settleRecorder(options.recorder, env),
    cpuProfiles: settleCpuProfiles(options.cpuProfiles, env),
    spool: settleSpool(options.spool, env),
    handleExit: options.handleExit ?? true,
  };
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
    if (!Object.hasOwn(known, name)) {
      const names = Object.keys(known).join(", ");
      throw new TelemetryError("TT_OPTION", `Cannot use the option \`${name}\`: expected one of ${names}.`);
    }
  }
  checkText("environment", options.environment);
  for (const exporter of options.exporters ?? []) {
    if (!isOwnExporter(exporter) && !isSpanExporter(exporter)) {
      throw new TelemetryError(
        "TT_EXPORTER",
        `Cannot export with ${describe(exporter)}: expected \`send\`, or \`export\` and \`shutdown\` as OpenTelemetry's span exporters have them.`,
      );
    }
  }
}

// what is neither, or no list, is left to those who settle spans, to be refused
function spanProcessors(processors: StartOptions["processors"]): readonly SpanProcessor[] | undefined {
  return Array.isArray(processors)
    ? processors.filter((one) => !isLogProcessor(one))
    : (processors as undefined);
}

function logProcessors({
  processors,
  logRecordProcessors = [],
}: StartOptions): readonly LogRecordProcessor[] {
  return [...(Array.isArray(processors) ? processors.filter(isLogProcessor) : []), ...logRecordProcessors];
}

function isLogProcessor(processor: SpanProcessor | LogRecordProcessor): processor is LogRecordProcessor {
  return typeof (processor as Partial<LogRecordProcessor> | null | undefined)?.onEmit === "function";
}

function isOwnExporter(exporter: Exporter | SpanExporter): exporter is Exporter {
  return typeof (exporter as Partial<Exporter> | null | undefined)?.send === "function";
}

function isForeignExporter(exporter: Exporter | SpanExporter): exporter is SpanExporter {
  return !isOwnExporter(exporter);
}

function describe(value: unknown): string {
  if (typeof value !== "object" || value === null) return `\`${String(value)}\``;
  const names = Object.keys(value).map((name) => `\`${name}\``);
  return names.length === 0 ? "an object without fields" : `an object with ${names.slice(0, 5).join(", ")}`;
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
