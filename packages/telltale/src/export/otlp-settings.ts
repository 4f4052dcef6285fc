// Where and how OTLP goes: options over `TELLTALE_ENDPOINT` over `OTEL_EXPORTER_OTLP_*`, settled per signal
// (specification: protocol/exporter).
import { builtin } from "../engine/builtin.ts";
import type { MetricPreference, Signal } from "../engine/exporter.ts";
import { createEnvironment, type Environment, isHttpUrl } from "../engine/environment.ts";
import { TelemetryError } from "../error.ts";
import { type CertificateOptions, type Certificates, readCertificates } from "./certificates.ts";

/** How requests are written and carried. */
export type OtlpProtocol = "http/protobuf" | "http/json" | "grpc";

/** Where and how OTLP goes. Everything is optional; `OTEL_EXPORTER_OTLP_*` fills what is left out. */
export interface OtlpOptions extends CertificateOptions, MetricPreference {
  /** `grpc` needs the package `@grpc/grpc-js`. Default `http/protobuf`. */
  readonly protocol?: OtlpProtocol | undefined;
  /**
   * Base URL; over HTTP `/v1/traces`, `/v1/metrics` and `/v1/logs` are added. Default `http://localhost:4318`,
   * for gRPC `http://localhost:4317`. For gRPC also `host:port`, which is encrypted unless `insecure`.
   */
  readonly endpoint?: string | undefined;
  /** Exact URL over HTTP, to which nothing is added: for one signal. */
  readonly url?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /**
   * How long the export of a batch may take, all attempts included; then the batch goes back into the queue. Default 10000.
   *
   * Specification: protocol/exporter, "Timeout": the longest time that an exporter waits for each batch export.
   */
  readonly timeoutMs?: number | undefined;
  /** Default: none to this machine, gzip to any other. */
  readonly compression?: "gzip" | "none" | undefined;
  /** Whether a gRPC endpoint without `http://` or `https://` goes unencrypted. Default false. */
  readonly insecure?: boolean | undefined;
  /** Signals to send. Default: all three. */
  readonly signals?: readonly Signal[] | undefined;
  readonly retry?: RetryOptions | undefined;
  /** Largest request before compression; a larger one is sent in halves. Default 64 MiB. */
  readonly maxRequestBytes?: number | undefined;
}

/**
 * How a batch is sent again, within one export and over several. Waits grow by half each time, ± 20 % so that many processes do not come at
 * once.
 *
 * Specification: protocol/exporter, "Retry": exponential back-off with jitter.
 */
export interface RetryOptions {
  /** First wait. Default 1000. */
  readonly initialMs?: number | undefined;
  /** Longest wait. Default 5000. */
  readonly maxMs?: number | undefined;
  /** Time after its first attempt at which a batch is given up and counted as `retries_exhausted`. Default 300000. */
  readonly maxElapsedMs?: number | undefined;
}

/** One signal's destination. */
export interface Destination {
  readonly protocol: OtlpProtocol;
  /** Over HTTP the whole URL; over gRPC scheme and address only. */
  readonly url: URL;
  /** Who has set `url`, for messages: an option or a variable. */
  readonly from: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly gzip: boolean;
  /** For the export of a batch; `Infinity` for no limit. */
  readonly timeoutMs: number;
  readonly certificates: Certificates;
}

/** What the options have come to. */
export interface OtlpSettings {
  readonly retry: Required<{ [K in keyof RetryOptions]: number }>;
  readonly maxRequestBytes: number;
  readonly destinations: Readonly<Record<Signal, Destination>>;
}

const protocols = ["http/protobuf", "http/json", "grpc"] as const;
const compressions = ["gzip", "none"] as const;

/**
 * Settles `options` with `variables`; `urlFrom` says where `options.url` is from.
 *
 * @throws {TelemetryError} `TT_ENDPOINT`, `TT_CERTIFICATE` or `TT_OPTION` for a wrong option.
 */
export function settleOtlp(
  options: OtlpOptions,
  variables: Readonly<Record<string, string | undefined>>,
  urlFrom = "the option `url`",
): OtlpSettings {
  const env = createEnvironment(variables);
  checkOptions(options);
  return {
    retry: {
      initialMs: options.retry?.initialMs ?? 1000,
      maxMs: options.retry?.maxMs ?? 5000,
      maxElapsedMs: options.retry?.maxElapsedMs ?? 300_000,
    },
    maxRequestBytes: options.maxRequestBytes ?? 64 << 20,
    destinations: {
      traces: destination("traces", options, env, urlFrom),
      metrics: destination("metrics", options, env, urlFrom),
      logs: destination("logs", options, env, urlFrom),
    },
  };
}

function checkOptions(options: OtlpOptions): void {
  const { protocol, compression, endpoint, url, headers, maxRequestBytes } = options;
  if (protocol !== undefined && !protocols.includes(protocol))
    wrong("protocol", protocol, protocols.join(", "));
  if (compression !== undefined && !compressions.includes(compression))
    wrong("compression", compression, compressions.join(", "));
  for (const [name, value] of Object.entries({ timeoutMs: options.timeoutMs, ...options.retry })) {
    if (value === undefined || (value >= 1 && value <= 2_147_483_647)) continue;
    wrong(name, value, "milliseconds from 1");
  }
  if (maxRequestBytes !== undefined && !(Number.isSafeInteger(maxRequestBytes) && maxRequestBytes >= 1))
    wrong("maxRequestBytes", maxRequestBytes, "a whole number of bytes");
  for (const given of [endpoint, url]) {
    if (given === undefined || isHttpUrl(given)) continue;
    if (given === endpoint && protocol === "grpc" && toGrpcUrl(given, true) !== undefined) continue;
    throw new TelemetryError("TT_ENDPOINT", `Cannot send to \`${String(given)}\`.`);
  }
  for (const [name, value] of Object.entries(headers ?? {})) {
    if (!isHeader(name, value)) wrong(`headers.${name}`, value, "a header that HTTP allows");
  }
}

function wrong(name: string, value: unknown, expected: string): never {
  throw new TelemetryError(
    "TT_OPTION",
    `Cannot use \`${String(value)}\` as \`${name}\`: expected ${expected}.`,
  );
}

function destination(signal: Signal, options: OtlpOptions, env: Environment, urlFrom: string): Destination {
  const part = signal.toUpperCase();
  const either = <T>(read: (name: string) => T | undefined, suffix: string): T | undefined =>
    read(`OTEL_EXPORTER_OTLP_${part}_${suffix}`) ?? read(`OTEL_EXPORTER_OTLP_${suffix}`);
  const protocol =
    options.protocol ?? either((name) => env.choice(name, protocols), "PROTOCOL") ?? "http/protobuf";
  const insecure =
    options.insecure ?? either((name) => env.choice(name, ["true", "false"]), "INSECURE") === "true";
  const found =
    protocol === "grpc" ? grpcUrl(part, options, env, insecure) : httpUrl(signal, part, options, env);
  const { url } = found;
  const compression = options.compression ?? either((name) => env.choice(name, compressions), "COMPRESSION");
  return {
    protocol,
    url,
    from: options.url === undefined ? found.from : urlFrom,
    headers: {
      ...variableHeaders("OTEL_EXPORTER_OTLP_HEADERS", env),
      ...variableHeaders(`OTEL_EXPORTER_OTLP_${part}_HEADERS`, env),
      ...lowerKeys(options.headers ?? {}),
    },
    gzip: compression === undefined ? !isLoopback(url) : compression === "gzip",
    timeoutMs: options.timeoutMs ?? either(env.timeout, "TIMEOUT") ?? 10_000,
    certificates: readCertificates(options, part, env),
  };
}

type Place = Pick<Destination, "url" | "from">;

const general = "OTEL_EXPORTER_OTLP_ENDPOINT";

function httpUrl(signal: Signal, part: string, options: OtlpOptions, env: Environment): Place {
  if (options.url !== undefined) return { url: new URL(options.url), from: "" };
  if (options.endpoint !== undefined)
    return { url: withPath(options.endpoint, signal), from: "the option `endpoint`" };
  const own = env.url("TELLTALE_ENDPOINT");
  if (own !== undefined) return { url: withPath(own, signal), from: "TELLTALE_ENDPOINT" };
  const from = `OTEL_EXPORTER_OTLP_${part}_ENDPOINT`;
  const exact = env.url(from);
  if (exact !== undefined) return { url: new URL(exact), from };
  return { url: withPath(env.url(general) ?? "http://localhost:4318", signal), from: general };
}

function withPath(base: string, signal: Signal): URL {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/, "")}/v1/${signal}`;
  return url;
}

function grpcUrl(part: string, options: OtlpOptions, env: Environment, insecure: boolean): Place {
  const given = toGrpcUrl(options.url ?? options.endpoint, insecure);
  if (given !== undefined) return { url: given, from: "the option `endpoint`" };
  for (const from of ["TELLTALE_ENDPOINT", `OTEL_EXPORTER_OTLP_${part}_ENDPOINT`, general]) {
    const value = env.text(from);
    const url = toGrpcUrl(value, insecure);
    if (url !== undefined) return { url, from };
    if (value !== undefined) env.ignore(from, "an http or https URL, or host:port");
  }
  return { url: new URL("http://localhost:4317"), from: general };
}

/** Scheme and address of a gRPC endpoint; a scheme decides on encryption, `insecure` only where there is none. */
function toGrpcUrl(value: string | undefined, insecure: boolean): URL | undefined {
  if (value === undefined) return undefined;
  const given = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `${insecure ? "http" : "https"}://${value}`;
  return isHttpUrl(given) ? new URL(given) : undefined;
}

function variableHeaders(name: string, env: Environment): Record<string, string> {
  const pairs = lowerKeys(env.pairs(name) ?? {});
  for (const [key, value] of Object.entries(pairs)) {
    if (isHeader(key, value)) continue;
    env.ignore(name, "headers that HTTP allows");
    return {};
  }
  return pairs;
}

function lowerKeys(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function isHeader(name: string, value: unknown): boolean {
  try {
    builtin("http")().validateHeaderName(name);
    builtin("http")().validateHeaderValue(name, value as string);
    return typeof value === "string";
  } catch {
    return false;
  }
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
