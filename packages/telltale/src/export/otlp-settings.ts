// Where and how OTLP goes, resolved per signal (specification: protocol/exporter).
import { builtin } from "../engine/runtime/builtin.ts";
import type { Signal } from "../engine/exporter/exporter.ts";
import {
  createEnvironment,
  type Environment,
  isHttpUrl,
  parsePairs,
} from "../engine/settings/environment.ts";
import { everySignal, otlpVariables, variablesOf } from "../settings/by-signal.ts";
import { rejected } from "../settings/reject.ts";
import { readVariable, resolve } from "../settings/resolve.ts";
import type { Check, OptionsOf, Resolved, ValueOf } from "../settings/setting.ts";
import { isText, isTextOrUrl } from "../settings/shape.ts";
import { certificateSettings, type Certificates, readCertificates } from "./certificates.ts";
import { preferenceSettings, signalList } from "./metric-preference.ts";

/** How requests are written and carried. */
const protocol = { type: "choice", values: ["http/protobuf", "http/json", "grpc"] } as const;

/**
 * How a batch is sent again, within one export and over several. Waits grow by half each time, ± 20 % so that many processes do not come at
 * once.
 *
 * Specification: protocol/exporter, "Retry": exponential back-off with jitter.
 */
const retrySettings = {
  type: "group",
  settings: {
    /** First wait. */
    initialMs: { type: "number", least: 1, unit: "ms", default: 1000 },
    /** Longest wait. */
    maxMs: { type: "number", least: 1, unit: "ms", default: 5000 },
    /** Time after its first attempt at which a batch is given up and counted as `retries_exhausted`. */
    maxElapsedMs: { type: "number", least: 1, unit: "ms", default: 300_000 },
  },
} as const;

/**
 * Base URL; over HTTP `/v1/traces`, `/v1/metrics` and `/v1/logs` are added. For gRPC also `host:port`, which is encrypted unless
 * `insecure`.
 */
export const endpointSetting = {
  type: "custom",
  code: "TT_ENDPOINT",
  check: isTextOrUrl as Check<string>,
  expected: "an absolute http or https URL",
  per: everySignal as typeof everySignal,
  variable: ["TELLTALE_ENDPOINT", ...otlpVariables("ENDPOINT")] as readonly [string, string, string],
  fallback: "http://localhost:4318, for gRPC http://localhost:4317",
  label: "{signal}: endpoint",
} as const;

/** Where and how OTLP goes. */
export const otlpSettings = {
  type: "group",
  settings: {
    /** `grpc` needs the package `@grpc/grpc-js`. */
    protocol: {
      type: "choice",
      values: protocol.values as typeof protocol.values,
      default: "http/protobuf",
      per: everySignal as typeof everySignal,
      variable: otlpVariables("PROTOCOL") as readonly [string, string],
      label: "{signal}: protocol",
    },
    /**
     * Base URL; over HTTP `/v1/traces`, `/v1/metrics` and `/v1/logs` are added. For gRPC also `host:port`, which is encrypted unless
     * `insecure`.
     */
    endpoint: endpointSetting as typeof endpointSetting,
    /** Exact URL over HTTP, to which nothing is added: for one signal. */
    url: { type: "url", code: "TT_ENDPOINT" },
    /** Headers of each request. Those that variables have for all signals and for one are put together. */
    headers: {
      type: "record",
      of: { type: "custom", check: isText as Check<string>, expected: "a text" },
      secret: true,
      per: everySignal as typeof everySignal,
      variable: otlpVariables("HEADERS") as readonly [string, string],
      parse: parsePairs as (text: string) => unknown,
      expected: "key=value pairs, percent-encoded",
      label: "{signal}: headers",
    },
    /**
     * How long the export of a batch may take, all attempts included; then the batch goes back into the queue.
     *
     * Specification: protocol/exporter, "Timeout": the longest time that an exporter waits for each batch export.
     */
    timeoutMs: {
      type: "timeout",
      default: 10_000,
      per: everySignal as typeof everySignal,
      variable: otlpVariables("TIMEOUT") as readonly [string, string],
      label: "{signal}: timeout ms",
    },
    /** How bodies are compressed. Default: not at all to this machine, by gzip to any other. */
    compression: {
      type: "choice",
      values: ["gzip", "none"],
      per: everySignal as typeof everySignal,
      variable: otlpVariables("COMPRESSION") as readonly [string, string],
      fallback: "gzip, none to this machine",
      label: "{signal}: compression",
    },
    /** Whether a gRPC endpoint without `http://` or `https://` goes unencrypted. */
    insecure: {
      type: "flag",
      default: false,
      per: everySignal as typeof everySignal,
      variable: otlpVariables("INSECURE") as readonly [string, string],
      label: "{signal}: insecure",
    },
    /** Signals to send. Default: all three. */
    signals: signalList as typeof signalList,
    /** How a batch is sent again. */
    retry: retrySettings as typeof retrySettings,
    /** Largest request before compression; a larger one is sent in halves. */
    maxRequestBytes: { type: "whole", least: 1, unit: "bytes", default: 67_108_864 },
    /** Authority that signed the receiver's certificate: the path of a PEM file, or the PEM itself. */
    certificate: certificateSettings.certificate as typeof certificateSettings.certificate,
    /** The client's own key, for receivers that ask for it. */
    clientKey: certificateSettings.clientKey as typeof certificateSettings.clientKey,
    /** The client's own certificate. */
    clientCertificate: certificateSettings.clientCertificate as typeof certificateSettings.clientCertificate,
    /** Whether points count from the start of the process or since the last export. */
    temporality: preferenceSettings.settings.temporality as typeof preferenceSettings.settings.temporality,
    /** What histograms become where no view says it. Default: by the instrument and its advice. */
    histograms: preferenceSettings.settings.histograms as typeof preferenceSettings.settings.histograms,
  },
} as const;

/** How requests are written and carried. */
export type OtlpProtocol = ValueOf<typeof protocol>;

/** Where and how OTLP goes. Everything is optional; variables fill what is left out. */
export interface OtlpOptions extends OptionsOf<typeof otlpSettings.settings> {}

/** How a batch is sent again. */
export interface RetryOptions extends OptionsOf<typeof retrySettings.settings> {}

type RetrySettings = Resolved<typeof retrySettings.settings>;
type OtlpValues = Resolved<typeof otlpSettings.settings>;

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

/** The options, resolved. */
export interface OtlpSettings {
  readonly retry: RetrySettings;
  readonly maxRequestBytes: number;
  readonly destinations: Readonly<Record<Signal, Destination>>;
}

/**
 * Resolves `options` with `variables`; `urlFrom` says where `options.url` is from.
 *
 * @throws {TelemetryError} `TT_ENDPOINT`, `TT_CERTIFICATE` or `TT_OPTION` for a wrong option.
 */
export function resolveOtlp(
  options: OtlpOptions,
  variables: Readonly<Record<string, string | undefined>>,
  urlFrom = "the option `url`",
): OtlpSettings {
  const env = createEnvironment(variables);
  const values = resolve(otlpSettings, options, "", env);
  checkEndpoint(options);
  const usesGrpc = Object.values(values.protocol).includes("grpc");
  for (const [name, value] of Object.entries(options.headers ?? {})) {
    const allowed = violation(name, value, usesGrpc);
    if (allowed !== undefined)
      throw rejected("TT_OPTION", `headers.${name}`, value, `a header that ${allowed}`, true);
  }
  const to = (signal: Signal): Destination => destination(signal, options, values, env, urlFrom);
  return {
    retry: values.retry,
    maxRequestBytes: values.maxRequestBytes,
    destinations: { traces: to("traces"), metrics: to("metrics"), logs: to("logs") },
  };
}

function checkEndpoint({ endpoint, protocol: by }: OtlpOptions): void {
  if (endpoint === undefined || isHttpUrl(endpoint)) return;
  if (by === "grpc" && toGrpcUrl(endpoint, true) !== undefined) return;
  throw rejected("TT_ENDPOINT", "endpoint", endpoint, endpointSetting.expected);
}

function destination(
  signal: Signal,
  options: OtlpOptions,
  values: OtlpValues,
  env: Environment,
  urlFrom: string,
): Destination {
  const by = values.protocol[signal];
  const found =
    by === "grpc" ? grpcUrl(signal, options, env, values.insecure[signal]) : httpUrl(signal, options, env);
  const { url } = found;
  const compression = values.compression[signal];
  return {
    protocol: by,
    url,
    from: options.url === undefined ? found.from : urlFrom,
    headers: { ...variableHeaders(signal, env, by), ...lowerKeys(options.headers ?? {}) },
    gzip: compression === undefined ? !isLoopback(url) : compression === "gzip",
    timeoutMs: values.timeoutMs[signal],
    certificates: readCertificates(options, signal, env),
  };
}

type ResolvedUrl = Pick<Destination, "url" | "from">;

function httpUrl(signal: Signal, options: OtlpOptions, env: Environment): ResolvedUrl {
  if (options.url !== undefined) return { url: new URL(options.url), from: "" };
  if (options.endpoint !== undefined)
    return { url: withPath(options.endpoint, signal), from: "the option `endpoint`" };
  const [own, exact, general] = variablesOf(endpointSetting, signal) as [string, string, string];
  for (const from of [own, exact, general]) {
    const value = readVariable(env, from, { type: "url" }) as string | undefined;
    if (value !== undefined) return { url: from === exact ? new URL(value) : withPath(value, signal), from };
  }
  return { url: withPath("http://localhost:4318", signal), from: general };
}

function withPath(base: string, signal: Signal): URL {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/, "")}/v1/${signal}`;
  return url;
}

function grpcUrl(signal: Signal, options: OtlpOptions, env: Environment, insecure: boolean): ResolvedUrl {
  const given = toGrpcUrl(options.url ?? options.endpoint, insecure);
  if (given !== undefined) return { url: given, from: "the option `endpoint`" };
  const names = variablesOf(endpointSetting, signal);
  for (const from of names) {
    const value = env.text(from);
    const url = toGrpcUrl(value, insecure);
    if (url !== undefined) return { url, from };
    if (value !== undefined) env.ignore(from, "an http or https URL, or host:port");
  }
  return { url: new URL("http://localhost:4317"), from: names.at(-1) as string };
}

/** Scheme and address of a gRPC endpoint; a scheme decides on encryption, `insecure` only where there is none. */
function toGrpcUrl(value: string | undefined, insecure: boolean): URL | undefined {
  if (value === undefined) return undefined;
  const given = /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? value : `${insecure ? "http" : "https"}://${value}`;
  return isHttpUrl(given) ? new URL(given) : undefined;
}

// those of all signals, and over them those of the one
function variableHeaders(signal: Signal, env: Environment, by: OtlpProtocol): Record<string, string> {
  const { headers } = otlpSettings.settings;
  const [own = {}, general = {}] = variablesOf(headers, signal).map((name) => {
    const pairs = lowerKeys((readVariable(env, name, headers) ?? {}) as Record<string, string>);
    const allowed = Object.entries(pairs)
      .map(([key, value]) => violation(key, value, by === "grpc"))
      .find(Boolean);
    return allowed === undefined ? pairs : env.ignore(name, `headers that ${allowed}`);
  });
  return { ...general, ...own };
}

function lowerKeys(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/**
 * What allows other headers than this one; undefined where it is allowed. gRPC allows fewer characters than HTTP
 * (https://github.com/grpc/grpc/blob/master/doc/PROTOCOL-HTTP2.md, Custom-Metadata).
 */
function violation(name: string, value: unknown, usesGrpc: boolean): string | undefined {
  try {
    const { validateHeaderName, validateHeaderValue } = builtin("http")();
    validateHeaderName(name);
    validateHeaderValue(name, value as string);
    if (typeof value !== "string") return "HTTP allows";
  } catch {
    return "HTTP allows";
  }
  const fits = /-bin$/i.test(name) ? /^[A-Za-z0-9+/]*={0,2}$/ : /^[ -~]*$/;
  if (!usesGrpc || (/^[\w.-]+$/.test(name) && fits.test(value))) return undefined;
  return "gRPC allows: of ASCII, in base64 for `-bin`";
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
