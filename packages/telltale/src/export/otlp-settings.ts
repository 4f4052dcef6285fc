// Where and how OTLP goes: options over `TELLTALE_ENDPOINT` over `OTEL_EXPORTER_OTLP_*`, settled per signal
// (specification: protocol/exporter).
import type { Signal } from "../engine/exporter.ts";
import { createEnvironment, type Environment, isHttpUrl } from "../engine/environment.ts";
import { TelemetryError } from "../error.ts";

/** Where and how OTLP goes. Everything is optional; `OTEL_EXPORTER_OTLP_*` fills what is left out. */
export interface OtlpOptions {
  /** Base URL; `/v1/traces`, `/v1/metrics` and `/v1/logs` are added. Default `http://localhost:4318`. */
  readonly endpoint?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** For one attempt. Default 10000. */
  readonly timeoutMs?: number | undefined;
  /** Default: none to this machine, gzip to any other. */
  readonly compression?: "gzip" | "none" | undefined;
  /** Signals to send. Default: all three. */
  readonly signals?: readonly Signal[] | undefined;
  readonly retry?: RetryOptions | undefined;
}

/** How a batch is sent again. Waits grow by half each time, ± 20 % so that many processes do not come at once. */
export interface RetryOptions {
  /** First wait. Default 1000. */
  readonly initialMs?: number | undefined;
  /** Longest wait. Default 5000. */
  readonly maxMs?: number | undefined;
  /** Time after which a batch is given up and counted as `retries_exhausted`. Default 300000. */
  readonly maxElapsedMs?: number | undefined;
}

/** One signal's destination. */
export interface Destination {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly gzip: boolean;
}

/** What the options have come to. */
export interface OtlpSettings {
  readonly timeoutMs: number;
  readonly retry: Required<{ [K in keyof RetryOptions]: number }>;
  readonly destinations: Readonly<Record<Signal, Destination>>;
}

/** Settles `options` with `variables`. @throws {TelemetryError} `TT_ENDPOINT` or `TT_OPTION` for a wrong option. */
export function settleOtlp(
  options: OtlpOptions,
  variables: Readonly<Record<string, string | undefined>>,
): OtlpSettings {
  const env = createEnvironment(variables);
  if (options.endpoint !== undefined && !isHttpUrl(options.endpoint)) {
    throw new TelemetryError("TT_ENDPOINT", `Cannot send to \`${String(options.endpoint)}\`.`);
  }
  for (const [name, value] of Object.entries({ timeoutMs: options.timeoutMs, ...options.retry })) {
    if (value === undefined || (value >= 1 && value <= 2_147_483_647)) continue;
    throw new TelemetryError(
      "TT_OPTION",
      `Cannot use \`${value}\` as \`${name}\`: expected milliseconds from 1.`,
    );
  }
  // other protocols come later; until then a wish for one is answered with a warning
  env.choice("OTEL_EXPORTER_OTLP_PROTOCOL", ["http/protobuf"]);
  return {
    timeoutMs: options.timeoutMs ?? env.whole("OTEL_EXPORTER_OTLP_TIMEOUT", 1) ?? 10_000,
    retry: {
      initialMs: options.retry?.initialMs ?? 1000,
      maxMs: options.retry?.maxMs ?? 5000,
      maxElapsedMs: options.retry?.maxElapsedMs ?? 300_000,
    },
    destinations: {
      traces: destination("traces", "TRACES", options, env),
      metrics: destination("metrics", "METRICS", options, env),
      logs: destination("logs", "LOGS", options, env),
    },
  };
}

function destination(signal: Signal, part: string, options: OtlpOptions, env: Environment): Destination {
  const url = urlOf(signal, part, options, env);
  const values = ["gzip", "none"] as const;
  const compression =
    options.compression ??
    env.choice(`OTEL_EXPORTER_OTLP_${part}_COMPRESSION`, values) ??
    env.choice("OTEL_EXPORTER_OTLP_COMPRESSION", values);
  return {
    url,
    headers: {
      ...env.pairs("OTEL_EXPORTER_OTLP_HEADERS"),
      ...env.pairs(`OTEL_EXPORTER_OTLP_${part}_HEADERS`),
      ...options.headers,
    },
    gzip: compression === undefined ? !isLoopback(url) : compression === "gzip",
  };
}

function urlOf(signal: Signal, part: string, options: OtlpOptions, env: Environment): URL {
  const own = options.endpoint ?? env.url("TELLTALE_ENDPOINT");
  if (own !== undefined) return withPath(own, signal);
  const exact = env.url(`OTEL_EXPORTER_OTLP_${part}_ENDPOINT`);
  if (exact !== undefined) return new URL(exact);
  return withPath(env.url("OTEL_EXPORTER_OTLP_ENDPOINT") ?? "http://localhost:4318", signal);
}

function withPath(base: string, signal: Signal): URL {
  const url = new URL(base);
  url.pathname = `${url.pathname.replace(/\/+$/, "")}/v1/${signal}`;
  return url;
}

function isLoopback({ hostname }: URL): boolean {
  return hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}
