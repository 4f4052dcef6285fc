// The settings as a table: for each its option, its variables, the stronger first, and what holds when none is set.
// A new setting is one line.

import type { ComponentKind } from "../configuration/components.ts";
import type { Signal } from "../engine/exporter.ts";
import type { OtlpOptions } from "../export/otlp-settings.ts";

/** One setting, by its name for people. */
export interface Setting {
  readonly name: string;
  /** Path of the option of `start()`. */
  readonly option?: string;
  /** Variables that set it, the stronger first. */
  readonly variables: readonly string[];
  /** What holds by default, in words where it is no value. */
  readonly fallback: string;
  /** Kinds of components that a configuration file sets it by, and what holds when the file names none. */
  readonly byFile?: { readonly kinds: readonly ComponentKind[]; readonly fallback: string };
  /** The option that an OTLP exporter of a configuration file has for it. */
  readonly byExporter?: { readonly signal: Signal; readonly key: keyof OtlpOptions };
}

const named = (...kinds: readonly ComponentKind[]): Pick<Setting, "byFile"> => ({
  byFile: { kinds, fallback: "none" },
});

const perSignal = (
  suffix: string,
  name: string,
  fallback: string,
  key: keyof OtlpOptions,
): readonly Setting[] =>
  (["traces", "metrics", "logs"] as const).map((signal) => ({
    name: `${signal}: ${name}`,
    variables: [`OTEL_EXPORTER_OTLP_${signal.toUpperCase()}_${suffix}`, `OTEL_EXPORTER_OTLP_${suffix}`],
    fallback,
    byExporter: { signal, key },
  }));

const batch = (signal: string, prefix: string, delay: string): readonly Setting[] => [
  {
    name: `${signal}: queue`,
    option: "limits.queueSize",
    variables: [`${prefix}_MAX_QUEUE_SIZE`],
    fallback: "2048",
  },
  { name: `${signal}: batch`, variables: [`${prefix}_MAX_EXPORT_BATCH_SIZE`], fallback: "512" },
  { name: `${signal}: delay ms`, variables: [`${prefix}_SCHEDULE_DELAY`], fallback: delay },
  {
    name: `${signal}: export timeout ms`,
    variables: [`${prefix}_EXPORT_TIMEOUT`],
    fallback: "30000",
  },
];

const attributes = (what: string, part: string): readonly Setting[] => [
  {
    name: `attributes of a ${what}`,
    option: "limits.attributeCount",
    variables: [`OTEL_${part}_ATTRIBUTE_COUNT_LIMIT`, "OTEL_ATTRIBUTE_COUNT_LIMIT"],
    fallback: "128",
  },
  {
    name: `value length in a ${what}`,
    option: "limits.attributeValueLength",
    variables: [`OTEL_${part}_ATTRIBUTE_VALUE_LENGTH_LIMIT`, "OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT"],
    fallback: "65536, by the size guard",
  },
  {
    name: `value depth in a ${what}`,
    option: "limits.attributeValueDepth",
    variables: [`OTEL_${part}_ATTRIBUTE_VALUE_DEPTH_LIMIT`, "OTEL_ATTRIBUTE_VALUE_DEPTH_LIMIT"],
    fallback: "64",
  },
];

/** All settings but the resource's attributes and the endpoints, in the order in which they are shown. */
export const settings: readonly Setting[] = [
  { name: "disabled", variables: ["OTEL_SDK_DISABLED"], fallback: "false" },
  { name: "log level", variables: ["OTEL_LOG_LEVEL"], fallback: "none is shown" },
  {
    name: "resource detectors",
    option: "resourceDetectors",
    variables: ["OTEL_NODE_RESOURCE_DETECTORS"],
    fallback: "all",
    ...named("resource_detector"),
  },
  {
    name: "propagators",
    option: "propagators",
    variables: ["OTEL_PROPAGATORS"],
    fallback: "tracecontext,baggage",
    ...named("propagator"),
  },
  {
    name: "sampler",
    option: "sampler",
    variables: ["OTEL_TRACES_SAMPLER"],
    fallback: "parentbased_always_on",
    byFile: { kinds: ["sampler"], fallback: "parentbased_always_on" },
  },
  { name: "sampler argument", variables: ["OTEL_TRACES_SAMPLER_ARG"], fallback: "none" },
  {
    name: "traces: exporter",
    option: "exporters",
    variables: ["OTEL_TRACES_EXPORTER"],
    fallback: "otlp",
    ...named("span_exporter"),
  },
  {
    name: "metrics: exporter",
    option: "exporters",
    variables: ["OTEL_METRICS_EXPORTER"],
    fallback: "otlp",
    ...named("metric_exporter", "pull_metric_exporter"),
  },
  {
    name: "logs: exporter",
    option: "exporters",
    variables: ["OTEL_LOGS_EXPORTER"],
    fallback: "otlp",
    ...named("log_record_exporter"),
  },
  ...perSignal("PROTOCOL", "protocol", "http/protobuf", "protocol"),
  ...perSignal("HEADERS", "headers", "none", "headers"),
  ...perSignal("TIMEOUT", "timeout ms", "10000", "timeoutMs"),
  ...perSignal("COMPRESSION", "compression", "gzip, none to this machine", "compression"),
  ...perSignal("CERTIFICATE", "certificate authority", "those Node knows", "certificate"),
  ...perSignal("CLIENT_CERTIFICATE", "client certificate", "none", "clientCertificate"),
  ...perSignal("CLIENT_KEY", "client key", "none", "clientKey"),
  ...batch("traces", "OTEL_BSP", "5000"),
  ...batch("logs", "OTEL_BLRP", "1000"),
  {
    name: "metrics: interval ms",
    option: "metricIntervalMs",
    variables: ["OTEL_METRIC_EXPORT_INTERVAL"],
    fallback: "60000",
  },
  {
    name: "metrics: export timeout ms",
    variables: ["OTEL_METRIC_EXPORT_TIMEOUT"],
    fallback: "30000",
  },
  {
    name: "metrics: temporality",
    variables: ["OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE"],
    fallback: "cumulative",
  },
  {
    name: "metrics: histograms",
    variables: ["OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION"],
    fallback: "explicit_bucket_histogram",
  },
  {
    name: "metrics: exemplars",
    option: "exemplars",
    variables: ["OTEL_METRICS_EXEMPLAR_FILTER"],
    fallback: "trace_based",
  },
  { name: "metrics: series of an instrument", option: "limits.cardinality", variables: [], fallback: "2000" },
  {
    name: "Prometheus host",
    option: "prometheus.host",
    variables: ["OTEL_EXPORTER_PROMETHEUS_HOST"],
    fallback: "localhost",
  },
  {
    name: "Prometheus port",
    option: "prometheus",
    variables: ["TELLTALE_PROMETHEUS_PORT", "OTEL_EXPORTER_PROMETHEUS_PORT"],
    fallback: "off",
  },
  ...attributes("span", "SPAN"),
  {
    name: "events of a span",
    option: "limits.eventCount",
    variables: ["OTEL_SPAN_EVENT_COUNT_LIMIT"],
    fallback: "128",
  },
  {
    name: "links of a span",
    option: "limits.linkCount",
    variables: ["OTEL_SPAN_LINK_COUNT_LIMIT"],
    fallback: "128",
  },
  {
    name: "attributes of an event",
    variables: ["OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT", "OTEL_ATTRIBUTE_COUNT_LIMIT"],
    fallback: "128",
  },
  {
    name: "attributes of a link",
    variables: ["OTEL_LINK_ATTRIBUTE_COUNT_LIMIT", "OTEL_ATTRIBUTE_COUNT_LIMIT"],
    fallback: "128",
  },
  ...attributes("log record", "LOGRECORD"),
  {
    name: "logs: minimum severity",
    option: "logs.minimumSeverity",
    variables: ["TELLTALE_LOGS_MINIMUM_SEVERITY"],
    fallback: "all",
  },
  {
    name: "logs: of sampled traces only",
    option: "logs.traceBased",
    variables: ["TELLTALE_LOGS_TRACE_BASED"],
    fallback: "false",
  },
  {
    name: "sampling: rate",
    option: "sampling.rate",
    variables: ["TELLTALE_SAMPLING_RATE"],
    fallback: "1",
  },
  {
    name: "sampling: head rules",
    option: "sampling.head",
    variables: ["TELLTALE_SAMPLING_RULES", "TELLTALE_SAMPLING_FILE"],
    fallback: "none",
  },
  {
    name: "sampling: probes",
    option: "sampling.noise",
    variables: ["TELLTALE_SAMPLING_NOISE"],
    fallback: "dropped",
  },
  {
    name: "sampling: tail",
    option: "sampling.tail",
    variables: ["TELLTALE_SAMPLING_TAIL"],
    fallback: "none",
  },
  {
    name: "sampling: target",
    option: "sampling.adaptive",
    variables: ["TELLTALE_SAMPLING_TRACES_PER_SECOND", "TELLTALE_SAMPLING_BYTES_PER_HOUR"],
    fallback: "none",
  },
  {
    name: "sampling: rules from",
    option: "sampling.remote.url",
    variables: ["TELLTALE_SAMPLING_REMOTE"],
    fallback: "only where sampling.remote is set",
  },
  { name: "enrichment", option: "enrichment", variables: ["TELLTALE_ENRICHMENT"], fallback: "none" },
  {
    name: "guards",
    option: "guards",
    variables: ["TELLTALE_GUARDS"],
    fallback: "warn, and cut what is very large",
  },
  { name: "identities", option: "identity", variables: ["TELLTALE_IDENTITY"], fallback: "raw" },
  {
    name: "identities: key",
    option: "identityKey",
    variables: ["TELLTALE_IDENTITY_KEY"],
    fallback: "random, per process",
  },
  { name: "spool", option: "spool.directory", variables: ["TELLTALE_SPOOL_DIRECTORY"], fallback: "none" },
  {
    name: "spool: bytes",
    option: "spool.maxBytes",
    variables: ["TELLTALE_SPOOL_MAX_BYTES"],
    fallback: "134217728",
  },
  {
    name: "spool: age ms",
    option: "spool.maxAgeMs",
    variables: ["TELLTALE_SPOOL_MAX_AGE_MS"],
    fallback: "86400000",
  },
  {
    name: "crash file",
    option: "crashFile",
    variables: ["TELLTALE_CRASH_FILE"],
    fallback: "on, unless there is a spool",
  },
  {
    name: "crash file: folder in",
    option: "crashFile.directory",
    variables: ["TELLTALE_CRASH_FILE_DIRECTORY"],
    fallback: "the folder for temporary files",
  },
  {
    name: "crash file: bytes",
    option: "crashFile.maxBytes",
    variables: ["TELLTALE_CRASH_FILE_MAX_BYTES"],
    fallback: "33554432",
  },
  {
    name: "crash file: age ms",
    option: "crashFile.maxAgeMs",
    variables: ["TELLTALE_CRASH_FILE_MAX_AGE_MS"],
    fallback: "86400000",
  },
  { name: "beside another SDK", option: "beside", variables: ["TELLTALE_BESIDE"], fallback: "attach" },
];
