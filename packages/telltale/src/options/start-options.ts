// The options of `start`, declared once. Groups are declared beside the part that they configure.
import { spansAndLogs } from "../settings/by-signal.ts";
import { parseAttributes } from "../engine/settings/environment.ts";
import type { IdGenerator } from "../engine/tracer/id-generator.ts";
import type { LogRecordProcessor } from "../engine/processor/log-processor.ts";
import type { View } from "../engine/metrics/view.ts";
import type { Sampler } from "../engine/sampler/sampler.ts";
import type { SpanProcessor } from "../engine/processor/span-processor.ts";
import type { EnrichmentInput } from "../enrichment/rule.ts";
import type { OtelMetricReader, OtelPushMetricExporter } from "../otel/metric-reader.ts";
import { propagatorList } from "../propagation/propagator.ts";
import { prometheusSettings } from "../prometheus/settings.ts";
import { recorderSettings } from "../recorder/settings.ts";
import { redactionSettings } from "../redaction/settings.ts";
import type { ResourceDetector } from "../resource/detector.ts";
import { samplingSettings } from "../sampling/settings.ts";
import type { Check, OptionsOf } from "../settings/setting.ts";
import { anything, has, hasOneOf } from "../settings/shape.ts";
import { exitTimeoutSetting } from "./exit-timeout.ts";
import { crashFileSettings } from "../spool/crash-settings.ts";
import { spoolSettings } from "../spool/settings.ts";
import { cpuProfileSettings } from "./cpu-profiles.ts";
import { catalogSetting, guardSetting } from "../catalog/settings.ts";
import type { AnyExporter } from "./exporter-list.ts";
import { guardSettings } from "./guards.ts";
import { type Instrumentation, isInstrumentation } from "./instrumentation.ts";
import { limitSettings } from "./limits.ts";
import { logSettings, toLogLevel } from "./logs.ts";
import { scopeSettings } from "./scopes.ts";
import { serviceSetting } from "./service.ts";

/** Resource attributes, or a function that returns them. */
type Attributes = object | (() => object | Promise<object>);

/** How telemetry is to run. */
export const startSettings = {
  type: "group",
  settings: {
    /** The service's name, or its identity. */
    service: serviceSetting as typeof serviceSetting,
    /** `deployment.environment.name`. */
    environment: { type: "text", variable: "TELLTALE_ENVIRONMENT" },
    /** More resource attributes, or a function that gives them, now or as a promise. A promise delays nothing. */
    attributes: {
      type: "custom",
      check: isAttributes as Check<Attributes>,
      expected:
        "an object, or a function that returns one; in a variable key=value pairs with `,` and `=` percent-encoded",
      variable: "OTEL_RESOURCE_ATTRIBUTES",
      parse: parseAttributes as (text: string) => unknown,
    },
    /** What finds out about the surroundings, by name or as detectors of the OpenTelemetry shape; `[]` for none, later ones win. */
    resourceDetectors: {
      type: "list",
      of: {
        type: "either",
        of: [
          {
            type: "choice",
            values: ["os", "host", "process", "container", "serviceinstance", "aws", "gcp", "azure", "k8s"],
          },
          {
            type: "custom",
            check: has("detect") as Check<ResourceDetector>,
            expected: "an object with `detect`",
          },
        ],
      },
    },
    /** The detectors by name. What `env` names is read in any case. */
    detectorNames: {
      type: "list",
      option: "resourceDetectors",
      of: {
        type: "choice",
        values: [
          "os",
          "host",
          "process",
          "container",
          "serviceinstance",
          "aws",
          "gcp",
          "azure",
          "k8s",
          "env",
          "all",
          "none",
        ],
      },
      variable: "OTEL_NODE_RESOURCE_DETECTORS",
      components: ["resource_detector"],
      default: ["all"],
      label: "resource detectors",
    },
    /**
     * Where telemetry goes. Exporters of OpenTelemetry's shapes get the signal that they are for, which their class name shows; name it, as
     * in `{ logs: exporter }`, where names are minified or your own. Default: OTLP/HTTP to `endpoint`.
     */
    exporters: {
      type: "list",
      code: "TT_EXPORTER",
      of: { type: "custom", check: anything as unknown as Check<AnyExporter> },
    },
    /** The exporters of spans, and of log records, by name. */
    exporterNames: {
      type: "list",
      option: "exporters",
      of: { type: "choice", values: ["otlp", "console", "otlp/stdout", "none"] },
      per: spansAndLogs as typeof spansAndLogs,
      variable: "OTEL_{SIGNAL}_EXPORTER",
      components: ["{component}_exporter"],
      default: ["otlp"],
      label: "{signal}: exporter",
    },
    /** The exporters of metrics by name. */
    metricExporterNames: {
      type: "list",
      option: "exporters",
      of: { type: "choice", values: ["otlp", "console", "otlp/stdout", "prometheus", "none"] },
      variable: "OTEL_METRICS_EXPORTER",
      components: ["metric_exporter", "pull_metric_exporter"],
      default: ["otlp"],
      label: "metrics: exporter",
    },
    /** Base URL of the receiver. Default: `TELLTALE_ENDPOINT`, `OTEL_EXPORTER_OTLP_ENDPOINT`, `http://localhost:4318`. */
    endpoint: { type: "url", code: "TT_ENDPOINT", fallback: "http://localhost:4318" },
    /** Instrumentations of the OpenTelemetry shape, switched on with this engine behind them. */
    instrumentations: {
      type: "list",
      code: "TT_INSTRUMENTATION",
      of: {
        type: "custom",
        check: isInstrumentation as Check<Instrumentation | readonly Instrumentation[]>,
        expected: "an OpenTelemetry instrumentation",
      },
      default: [],
    },
    /** How much is kept and how long. */
    limits: limitSettings as typeof limitSettings,
    /**
     * Guards against what grows: how large values, spans, records and requests may be, and how many different values attributes of
     * metrics. By default they cut what is very large, and warn.
     */
    guards: guardSettings as typeof guardSettings,
    /** Changes spans and log records before they leave, and drops some: the preset `marks`, rules, or several of both. */
    enrichment: {
      type: "custom",
      code: "TT_RULE",
      check: anything as unknown as Check<EnrichmentInput>,
      variable: "TELLTALE_ENRICHMENT",
      file: "telltale.enrichment",
    },
    /** What the application emits, as `defineCatalog` returns it: completes metrics, and the console learns it. */
    catalog: catalogSetting as typeof catalogSetting,
    /** What happens to what the catalog does not declare: it is counted, printed once, or its attribute is taken away. */
    catalogGuard: guardSetting as typeof guardSetting,
    /** Tracers to switch off by name: the first entry that matches counts. Default: all are at work. */
    tracers: { type: "list", of: scopeSettings as typeof scopeSettings, default: [] },
    /** Meters to switch off by name: the first entry that matches counts. Default: all are at work. */
    meters: { type: "list", of: scopeSettings as typeof scopeSettings, default: [] },
    /** A sampler of the OpenTelemetry shape, which decides about every span, in place of the rules of `sampling`. */
    sampler: {
      type: "custom",
      check: has("shouldSample") as Check<Sampler>,
      expected: "an object with `shouldSample`",
    },
    /** The sampler by name. Those that ask a server (`jaeger_remote`, `xray`) there are not. */
    samplerName: {
      type: "choice",
      option: "sampler",
      values: [
        "always_on",
        "always_off",
        "traceidratio",
        "parentbased_always_on",
        "parentbased_always_off",
        "parentbased_traceidratio",
      ],
      variable: "OTEL_TRACES_SAMPLER",
      components: ["sampler"],
      default: "parentbased_always_on",
      label: "sampler",
    },
    /** The ratio of a sampler by name. */
    samplerArgument: {
      type: "number",
      option: "sampler",
      least: 0,
      most: 1,
      default: 1,
      variable: "OTEL_TRACES_SAMPLER_ARG",
      label: "sampler argument",
    },
    /** Which traces leave, by rules. Default: all but requests of probes. */
    sampling: samplingSettings as typeof samplingSettings,
    /** Makes trace and span ids. Default: random ones. */
    idGenerator: {
      type: "custom",
      check: has("generateTraceId", "generateSpanId") as Check<IdGenerator>,
      expected: "an object with `generateTraceId` and `generateSpanId`",
      fallback: "random ids",
    },
    /** What must not leave, by name and by form: passwords, tokens, cards, addresses. `false` lets everything leave as it is. */
    redaction: redactionSettings as typeof redactionSettings,
    /**
     * Processors of the OpenTelemetry shape: those of spans see every span that records, at its start, just before its end and
     * after it; those of log records are as in `logRecordProcessors`, and come before them.
     */
    processors: {
      type: "list",
      of: {
        type: "custom",
        check: has("forceFlush", "shutdown") as Check<SpanProcessor | LogRecordProcessor>,
        expected: "an object with `forceFlush` and `shutdown`",
      },
      default: [],
    },
    /** Modules of processors, by path or by the name of a package. */
    processorModules: {
      type: "list",
      option: "processors",
      of: { type: "text" },
      default: [],
      variable: "TELLTALE_PROCESSORS",
      label: "processors",
    },
    /** The formats that context travels in, by name or as propagators of the OpenTelemetry shape; `[]` for none. */
    propagators: {
      type: "list",
      of: propagatorList.of as typeof propagatorList.of,
      variable: "OTEL_PROPAGATORS",
      components: ["propagator"],
      default: ["tracecontext", "baggage"],
    },
    /** Time between two exports of metrics. */
    metricIntervalMs: {
      type: "whole",
      least: 1,
      unit: "ms",
      default: 60_000,
      variable: "OTEL_METRIC_EXPORT_INTERVAL",
      file: "meter_provider.readers[].periodic.interval",
      label: "metrics: interval ms",
    },
    /** How long one export of metrics may take, with all its attempts. */
    metricTimeoutMs: {
      type: "timeout",
      option: false,
      default: 30_000,
      variable: "OTEL_METRIC_EXPORT_TIMEOUT",
      file: "meter_provider.readers[].periodic.timeout",
      label: "metrics: export timeout ms",
    },
    /** Which instruments are made otherwise than their makers had it: the first matter of names, attributes and buckets. */
    views: {
      type: "list",
      code: "TT_VIEW",
      of: { type: "custom", check: anything as unknown as Check<View> },
      default: [],
    },
    /** Which measurements may become exemplars; `trace_based`: those made in a sampled span. */
    exemplars: {
      type: "choice",
      values: ["always_on", "always_off", "trace_based"],
      default: "trace_based",
      variable: "OTEL_METRICS_EXEMPLAR_FILTER",
      file: "meter_provider.exemplar_filter",
      label: "metrics: exemplars",
    },
    /** Readers, or push exporters, of the OpenTelemetry shape, beside the exporters. */
    metricReaders: {
      type: "list",
      of: {
        type: "custom",
        check: hasOneOf(["setMetricProducer", "export"], ["forceFlush", "shutdown"]) as Check<
          OtelMetricReader | OtelPushMetricExporter
        >,
        expected: "a metric reader or push exporter of the OpenTelemetry shape",
      },
      default: [],
    },
    /**
     * How `user.id`, `customer.id`, `session.id` and the ids of transactions and workflows leave: `hash` makes a keyed pseudonym of each
     * (HMAC-SHA-256, 128 bits), `raw` only of those in which redaction finds something: an e-mail address, a card number, a credential.
     */
    identity: {
      type: "choice",
      values: ["raw", "hash"],
      default: "raw",
      variable: "TELLTALE_IDENTITY",
      label: "identities",
    },
    /**
     * The key of the pseudonyms, at least 16 characters: the same in all processes, or people get another one in each. Default: a random one
     * per process, and a warning when it is used.
     */
    identityKey: {
      type: "key",
      least: 16,
      secret: true,
      variable: "TELLTALE_IDENTITY_KEY",
      fallback: "random, per process",
      label: "identities: key",
    },
    /** What to do where another SDK has registered with OpenTelemetry before. */
    beside: {
      type: "choice",
      values: ["attach", "standAside"],
      default: "attach",
      variable: "TELLTALE_BESIDE",
      label: "beside another SDK",
    },
    /**
     * Whether figures about the library itself (`otel.sdk.*`, `telltale.*`) leave with the metrics: some 40 series a process. `stats()` has
     * them in any case.
     */
    selfMetrics: { type: "flag", default: false, variable: "TELLTALE_SELF_METRICS", label: "self metrics" },
    /** Whether the stacks of captured errors show the sources, where the application's files have source maps. */
    sourceMaps: { type: "flag", default: true, variable: "TELLTALE_SOURCE_MAPS", label: "source maps" },
    /** Which log records are wanted, over all and by logger. */
    logs: logSettings as typeof logSettings,
    /** See every log record before it is encoded and may change it, in this order: processors of the OpenTelemetry shape. */
    logRecordProcessors: {
      type: "list",
      of: {
        type: "custom",
        check: has("onEmit", "forceFlush", "shutdown") as Check<LogRecordProcessor>,
        expected: "an object with `onEmit`, `forceFlush` and `shutdown`",
      },
      default: [],
    },
    /** Shows metrics to Prometheus at `http://localhost:9464/metrics`, or as the options have it. A port that is taken warns. */
    prometheus: prometheusSettings as typeof prometheusSettings,
    /** Keeps the last spans, records, measurements and business events in this process, bounded, for `recorder()` and `report()`. */
    recorder: recorderSettings as typeof recorderSettings,
    /** Takes CPU profiles of slow spans, out of a profiler that then always runs, and sends them as records. */
    cpuProfiles: cpuProfileSettings as typeof cpuProfileSettings,
    /** Keeps on disk what cannot be sent now. */
    spool: spoolSettings as typeof spoolSettings,
    /**
     * Writes what is left when the process ends to a file that only its user can read, for the next process of the same service to send;
     * not needed with a spool.
     */
    crashFile: crashFileSettings as typeof crashFileSettings,
    /** `false` leaves the ends of the process alone: call `stop()` yourself. There is no crash file then. */
    handleExit: { type: "flag", default: true },
    /** How long a flush may take at the end of the process. A quarter of it without progress ends it, too. */
    exitTimeoutMs: exitTimeoutSetting as typeof exitTimeoutSetting,
    /** Nothing is recorded; context and propagation work. */
    disabled: {
      type: "flag",
      option: false,
      default: false,
      variable: "OTEL_SDK_DISABLED",
      file: "disabled",
    },
    /** Diagnostics from this level on go to standard error; `none` silences losses and wrong settings, too. */
    logLevel: {
      type: "choice",
      option: false,
      values: ["none", "fatal", "error", "warn", "info", "debug", "verbose", "all"],
      variable: "OTEL_LOG_LEVEL",
      file: "log_level",
      fromFile: toLogLevel as (value: unknown) => unknown,
      fallback: "none is shown",
      label: "log level",
    },
    /** How errors of spans leave: as span events, with `logs` as log records, with `logs/dup` as both. */
    exceptions: {
      type: "list",
      option: false,
      of: { type: "choice", values: ["logs", "logs/dup"] },
      default: [],
      fallback: "span events",
      variable: "OTEL_SEMCONV_EXCEPTION_SIGNAL_OPT_IN",
      label: "errors of spans",
    },
    /** A declarative configuration file, in place of all other `OTEL_*` variables. */
    configFile: {
      type: "text",
      option: false,
      variable: "OTEL_CONFIG_FILE",
      label: "configuration file",
    },
  },
} as const;

/** How telemetry is to run. Everything is optional. */
export interface StartOptions extends OptionsOf<typeof startSettings.settings> {}

/** The options of metrics. */
export interface MetricOptions extends Pick<
  StartOptions,
  "views" | "exemplars" | "metricReaders" | "meters"
> {}

function isAttributes(value: unknown): value is Attributes {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}
