// What `start` can be told. Each option says where its default comes from.
import type { TextMapPropagator } from "@opentelemetry/api";
import type { BesideOption } from "../engine/beside.ts";
import type { LogRecordProcessor } from "../engine/log-processor.ts";
import type { ServiceIdentity } from "../engine/resource.ts";
import type { IdentityOptions } from "./identity.ts";
import type { RedactionOptions } from "../redaction/options.ts";
import type { LogOptions } from "./logs.ts";
import type { MetricOptions } from "./metrics.ts";
import type { AnyExporter } from "./exporter-list.ts";
import type { EnrichmentInput } from "../enrichment/rule.ts";
import type { GuardOptions } from "./guards.ts";
import type { LimitOptions } from "./limits.ts";
import type { SamplingOptions } from "./sampling-data.ts";
import type { IdGenerator } from "../engine/id-generator.ts";
import type { Sampler } from "../engine/sampler.ts";
import type { SpanProcessor } from "../engine/span-processor.ts";
import type { CpuProfileOptions } from "./cpu-profiles.ts";
import type { ScopeOptions } from "./scopes.ts";
import type { PrometheusOptions } from "../prometheus/settings.ts";
import type { PropagatorName } from "../propagation/propagator.ts";
import type { RecorderOptions } from "../recorder/settings.ts";
import type { ResourceDetector } from "../resource/detector.ts";
import type { DetectorName } from "../resource/detectors.ts";
import type { CrashFileOptions } from "../spool/crash-settings.ts";
import type { SpoolOptions } from "../spool/settings.ts";

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
  /**
   * Where telemetry goes. Exporters of OpenTelemetry's shapes get the signal that they are for, which their class name tells; name it, as
   * in `{ logs: exporter }`, where names are minified or your own. Default: OTLP/HTTP to `endpoint`.
   */
  readonly exporters?: readonly AnyExporter[] | undefined;
  /** Base URL of the receiver. Default: `TELLTALE_ENDPOINT`, `OTEL_EXPORTER_OTLP_ENDPOINT`, `http://localhost:4318`. */
  readonly endpoint?: string | undefined;
  /** Instrumentations of the OpenTelemetry shape, switched on with this engine behind them. */
  readonly instrumentations?: readonly (Instrumentation | readonly Instrumentation[])[] | undefined;
  readonly limits?: LimitOptions | undefined;
  /**
   * Guards against what grows: how large values, spans, records and requests may be, and how many different values attributes of
   * metrics. Default: `TELLTALE_GUARDS`, which cut what is very large, and warn.
   */
  readonly guards?: GuardOptions | undefined;
  /**
   * Changes spans and log records before they leave, and drops some: the preset `marks`, rules, or several of both.
   * Default: `TELLTALE_ENRICHMENT`, none.
   */
  readonly enrichment?: EnrichmentInput | undefined;
  /** Tracers to switch off by name: the first entry that matches counts. Default: all are at work. */
  readonly tracers?: readonly ScopeOptions[] | undefined;
  /**
   * A sampler of the OpenTelemetry shape, which decides about every span, in place of the rules of `sampling`.
   * Default: `OTEL_TRACES_SAMPLER`, parent based and always on for roots.
   */
  readonly sampler?: Sampler | undefined;
  /** Which traces leave, by rules. Default: `TELLTALE_SAMPLING_*`; all but requests of probes. */
  readonly sampling?: SamplingOptions | undefined;
  /** Makes trace and span ids. Default: random ones. */
  readonly idGenerator?: IdGenerator | undefined;
  /**
   * What must not leave, by name and by form: passwords, tokens, cards, addresses. `false` lets everything leave as it is.
   * Default: `TELLTALE_REDACTION`, true, with `TELLTALE_REDACTION_*`.
   */
  readonly redaction?: boolean | RedactionOptions | undefined;
  /**
   * Processors of the OpenTelemetry shape: those of spans see every span that records, at its start, just before its end and
   * after it; those of log records are as in `logRecordProcessors`, and come before them. Default: the modules that
   * `TELLTALE_PROCESSORS` names.
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
  /**
   * Writes what is left when the process ends to a file that only its user can read, for the next process of the same service to send;
   * not needed with a spool. Default: `TELLTALE_CRASH_FILE`, true, with `TELLTALE_CRASH_FILE_*`.
   */
  readonly crashFile?: boolean | CrashFileOptions | undefined;
  /** `false` leaves the ends of the process alone: call `stop()` yourself. There is no crash file then. */
  readonly handleExit?: boolean | undefined;
}

/** The names of all options. */
export const startOptionNames: Readonly<Record<keyof StartOptions, true>> = {
  service: true,
  environment: true,
  attributes: true,
  resourceDetectors: true,
  exporters: true,
  endpoint: true,
  instrumentations: true,
  limits: true,
  guards: true,
  enrichment: true,
  tracers: true,
  meters: true,
  sampler: true,
  sampling: true,
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
  crashFile: true,
  handleExit: true,
};
