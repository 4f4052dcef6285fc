// The exporters that a configuration file can name, per signal.
import { fileURLToPath } from "node:url";
import { parseAttributes } from "../engine/settings/environment.ts";
import type { Exporter, MetricPreference, Signal } from "../engine/exporter/exporter.ts";
import {
  batchLogRecordProcessor,
  type LogRecordExporter,
  simpleLogRecordProcessor,
} from "../otel/log-export.ts";
import {
  batchSpanProcessor,
  type BatchSpanOptions,
  simpleSpanProcessor,
  type SpanExporter,
} from "../otel/span-export.ts";
import type { OtelPushMetricExporter } from "../otel/metric-reader.ts";
import { fileExporter } from "../export/file.ts";
import { otlpExporterFrom } from "../export/otlp.ts";
import type { OtlpOptions, OtlpProtocol } from "../export/otlp-settings.ts";
import { stdoutExporter } from "../export/stdout.ts";
import { type ComponentTable, type BuildContext } from "./build.ts";
import { refuse } from "./build.ts";

type Config = Readonly<Record<string, unknown>>;

/** The exporters of `signal`. */
export function exportersOf(signal: Signal): ComponentTable {
  return {
    otlp_http: (config, place) =>
      otlp(signal, config["encoding"] === "json" ? "http/json" : "http/protobuf", config, place),
    otlp_grpc: (config, place) => otlp(signal, "grpc", config, place),
    "otlp_file/development": (config, place) => file(signal, config, place),
    console: (config) => stdoutExporter({ signals: [signal], ...preferenceOf(config) }),
  };
}

/**
 * Puts a built exporter, ours or one of the OpenTelemetry shape, where `start()` takes it. `batch` says how one of that shape
 * gets spans and records: undefined for one by one.
 */
export function addExporter(
  signal: Signal,
  exporter: unknown,
  { path, draft: { options } }: BuildContext,
  batch: Config | undefined,
): void {
  const has = (name: string): boolean =>
    typeof (exporter as Record<string, unknown> | null | undefined)?.[name] === "function";
  if (has("send")) {
    options.exporters = [...(options.exporters ?? []), exporter as Exporter];
  } else if (!has("export")) {
    throw refuse(path, "made no exporter: expected an object with `send`, or one of the OpenTelemetry shape");
  } else if (signal === "metrics") {
    options.metricReaders = [...(options.metricReaders ?? []), exporter as OtelPushMetricExporter];
  } else if (signal === "logs") {
    const to = exporter as LogRecordExporter;
    const processor =
      batch === undefined
        ? simpleLogRecordProcessor(to)
        : batchLogRecordProcessor(to, batchOptions(batch, 1000));
    options.logRecordProcessors = [...(options.logRecordProcessors ?? []), processor];
  } else {
    const to = exporter as SpanExporter;
    const processor =
      batch === undefined ? simpleSpanProcessor(to) : batchSpanProcessor(to, batchOptions(batch, 5000));
    options.processors = [...(options.processors ?? []), processor];
  }
}

// all of it, so that none comes from a variable
function batchOptions(config: Config, delayMs: number): Required<BatchSpanOptions> {
  const number = (key: string, fallback: number): number => (config[key] as number | null) ?? fallback;
  const maxQueueSize = number("max_queue_size", 2048);
  return {
    maxQueueSize,
    maxExportBatchSize: Math.min(number("max_export_batch_size", 512), maxQueueSize),
    scheduledDelayMillis: Math.max(1, number("schedule_delay", delayMs)),
    exportTimeoutMillis: number("export_timeout", 30_000) || 2_147_483_647,
  };
}

function otlp(
  signal: Signal,
  protocol: OtlpProtocol,
  config: Config,
  { path, draft }: BuildContext,
): unknown {
  const compression = config["compression"] ?? "none";
  if (compression !== "gzip" && compression !== "none") {
    throw refuse(`${path}.compression`, `cannot use \`${String(compression)}\`: expected gzip or none`);
  }
  const tls = (config["tls"] ?? {}) as Config;
  const url = draft.endpoint === undefined ? text(config["endpoint"]) : undefined;
  const options: OtlpOptions = {
    protocol,
    signals: [signal],
    ...(protocol === "grpc" ? { endpoint: draft.endpoint ?? url } : { endpoint: draft.endpoint, url }),
    headers: headersOf(config, path),
    compression,
    timeoutMs: unlimited(config["timeout"], 2_147_483_647),
    maxRequestBytes: unlimited(config["max_request_size"], Number.MAX_SAFE_INTEGER),
    certificate: text(tls["ca_file"]),
    clientKey: text(tls["key_file"]),
    clientCertificate: text(tls["cert_file"]),
    insecure: tls["insecure"] === true,
    ...preferenceOf(config),
  };
  draft.destinations.push({ path, signal, options });
  const from = `\`${path}.endpoint\` of the configuration file, which is used as written (with /v1/${signal})`;
  return otlpExporterFrom(from, options, {});
}

function headersOf(config: Config, path: string): Record<string, string> {
  const list = config["headers_list"];
  const headers = typeof list === "string" && list !== "" ? parseAttributes(list) : {};
  if (headers === undefined) {
    throw refuse(`${path}.headers_list`, "cannot be read: expected key=value pairs, percent-encoded");
  }
  for (const { name, value } of (config["headers"] ?? []) as { name: string; value: string | null }[]) {
    if (value !== null) headers[name] = value;
  }
  return headers;
}

// 0 means no limit
function unlimited(value: unknown, most: number): number | undefined {
  if (typeof value !== "number") return undefined;
  return value === 0 ? most : Math.min(value, most);
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

function file(signal: Signal, config: Config, { path }: BuildContext): unknown {
  const stream = String(config["output_stream"] ?? "stdout");
  if (stream === "stdout") return stdoutExporter({ signals: [signal], ...preferenceOf(config) });
  try {
    return fileExporter({ path: fileURLToPath(stream), signals: [signal] });
  } catch (error) {
    const expected = "expected stdout or a file:// URL with an absolute path";
    throw refuse(`${path}.output_stream`, `cannot use \`${stream}\`: ${expected}`, error);
  }
}

const temporalities: Readonly<Record<string, MetricPreference["temporality"]>> = {
  cumulative: "cumulative",
  delta: "delta",
  low_memory: "lowmemory",
};
const histograms: Readonly<Record<string, MetricPreference["histograms"]>> = {
  explicit_bucket_histogram: "explicit",
  base2_exponential_bucket_histogram: "exponential",
};

function preferenceOf(config: Config): MetricPreference {
  return {
    temporality: temporalities[String(config["temporality_preference"])],
    histograms: histograms[String(config["default_histogram_aggregation"])],
  };
}
