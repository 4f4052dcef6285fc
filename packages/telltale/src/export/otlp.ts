// The OTLP exporter, the default one. A transport sends requests (otlp-attempt.ts); this file decides when to retry. An export ends after
// its timeout, all attempts included (specification: protocol/exporter, "Timeout"); what a temporary error has left of the batch by then
// goes back to the queue.
import type { Attempt, Batch, Exporter, Outcome, Signal } from "../engine/exporter/exporter.ts";
import { count, report } from "../engine/diagnostics/diagnose.ts";
import { warnSetting } from "../engine/diagnostics/notice.ts";
import { isStopped } from "../engine/exporter/send-within.ts";
import { requireGrpc } from "./grpc-transport.ts";
import { resolvePreference } from "./metric-preference.ts";
import {
  attemptAll,
  attemptBatch,
  lost,
  nothing,
  type OtlpSender,
  reportFailure,
  sum,
} from "./otlp-attempt.ts";
import { type OtlpOptions, resolveOtlp } from "./otlp-settings.ts";
import { createPatience, type Patience } from "./patience.ts";

const signals: readonly Signal[] = ["traces", "metrics", "logs"];

/**
 * Sends OTLP: over HTTP with protobuf bodies, or by `protocol` over HTTP with JSON bodies or over gRPC.
 *
 * Missing options are read from `TELLTALE_ENDPOINT` and `OTEL_EXPORTER_OTLP_*`, per signal if the variable names one. If those ask for gRPC and
 * `@grpc/grpc-js` is not installed, one line is printed, and nothing can be sent.
 *
 * @throws {TelemetryError} `TT_ENDPOINT` when the endpoint is not an http or https URL, `TT_CERTIFICATE` when a file cannot be
 * read, `TT_GRPC_MISSING` when gRPC is asked for and `@grpc/grpc-js` is not installed, `TT_OPTION` for other wrong options.
 * @example
 * ```ts
 * import { otlpExporter } from "telltale";
 *
 * otlpExporter({ endpoint: "http://localhost:4318", compression: "gzip" }).name; // => "otlp"
 * otlpExporter({ endpoint: "http://localhost:4318", protocol: "http/json", signals: ["logs"] }).signals; // => ["logs"]
 * ```
 */
export function otlpExporter(
  options: OtlpOptions = {},
  variables: Readonly<Record<string, string | undefined>> = process.env,
): Exporter {
  return otlpExporterFrom(undefined, options, variables);
}

/** Does the same; messages name `urlFrom` as the source of `options.url`. */
export function otlpExporterFrom(
  urlFrom: string | undefined,
  options: OtlpOptions,
  variables: Readonly<Record<string, string | undefined>>,
): Exporter {
  const { destinations, retry, maxRequestBytes } = resolveOtlp(options, variables, urlFrom);
  if (options.protocol === "grpc") requireGrpc();
  else if (signals.some((signal) => destinations[signal].protocol === "grpc")) warnWithoutGrpc();
  const sender: OtlpSender = { destinations, maxRequestBytes, transports: new Map() };
  const patience = createPatience<Batch>(retry);
  return {
    name: "otlp",
    ...(options.signals === undefined ? {} : { signals: options.signals }),
    metricPreference: resolvePreference(options, variables),
    attempt: async (batch, signal) => attemptOnce(sender, batch, signal),
    destination: (signal) => `${destinations[signal].protocol} ${destinations[signal].url.href}`,
    recipient(signal) {
      const { protocol, url, headers, certificates } = destinations[signal];
      return JSON.stringify([protocol, url.href, Object.entries(headers), Object.entries(certificates)]);
    },
    send: async (batch, signal) => sendWithRetries(sender, patience, batch, signal),
    hurry: () => patience.hurry(),
    stop() {
      for (const signal of signals) sender.transports.get(destinations[signal])?.close();
    },
  };
}

/** Tries once, for a spool or crash file. */
async function attemptOnce(sender: OtlpSender, batch: Batch, signal: AbortSignal): Promise<Attempt> {
  const { timeoutMs } = sender.destinations[batch.signal];
  const attempt = await attemptBatch(sender, batch, signal, performance.now() + timeoutMs);
  if (attempt.rest.length > 0 && !isStopped(signal)) reportFailure(sender, batch.signal, attempt, true);
  return attempt;
}

/** Tries until everything is sent or dropped, or the time of the export is over: then the rest goes back to the queue. */
async function sendWithRetries(
  sender: OtlpSender,
  patience: Patience<Batch>,
  batch: Batch,
  signal: AbortSignal,
): Promise<Outcome> {
  const { timeoutMs, url } = sender.destinations[batch.signal];
  const turn = patience.begin(batch, timeoutMs);
  let outcome = nothing;
  let rest: readonly Batch[] = [batch];
  for (;;) {
    const attempt = await attemptAll(sender, rest, signal, turn.until);
    outcome = sum(outcome, attempt.outcome);
    rest = attempt.rest;
    if (rest.length === 0) return outcome;
    const { status, message = "", afterMs: askedMs } = attempt;
    if (!signal.aborted && !reportFailure(sender, batch.signal, attempt, false))
      report("export_retried", `${url.origin}: ${message}`);
    const next = await turn.next(askedMs, signal);
    if (next.kind === "again") continue;
    if (!isStopped(signal)) reportFailure(sender, batch.signal, attempt, true);
    if (next.kind === "never") {
      const dropped = rest.reduce((all, part) => sum(all, lost(part, "retries_exhausted", message)), outcome);
      return { ...dropped, status };
    }
    const left = joined(rest);
    turn.leave(left);
    return { ...outcome, status, rest: left, afterMs: next.afterMs, asked: askedMs !== undefined };
  }
}

/** Concatenated requests of one signal are one request. */
function joined(batches: readonly Batch[]): Batch {
  const [first] = batches as readonly [Batch];
  if (batches.length === 1) return first;
  const items = batches.reduce((all, one) => all + one.items, 0);
  const body = Buffer.concat(batches.map((one) => one.body));
  return { signal: first.signal, items, body, oldestMs: first.oldestMs };
}

/** Variables never cause an error: a missing package is reported. */
function warnWithoutGrpc(): void {
  try {
    requireGrpc();
  } catch (error) {
    count("grpc_missing", 1);
    warnSetting((error as Error).message);
  }
}
