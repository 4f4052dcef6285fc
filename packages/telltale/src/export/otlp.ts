// OTLP out of the process: the default way. What carries a request is the transport's; here it is decided what is tried again,
// when, and what is sent in halves.
import type { Attempt, Batch, Exporter, Outcome, Signal } from "../engine/exporter.ts";
import { report, reportMistake } from "../engine/diagnose.ts";
import { createGrpcTransport, requireGrpc } from "./grpc-transport.ts";
import { createHttpTransport } from "./http-transport.ts";
import { settlePreference } from "./metric-preference.ts";
import { type Destination, type OtlpOptions, settleOtlp } from "./otlp-settings.ts";
import { createPatience } from "./patience.ts";
import { splitBatch } from "./split.ts";
import type { Transport } from "./transport.ts";

const signals: readonly Signal[] = ["traces", "metrics", "logs"];

/**
 * Sends OTLP: over HTTP with protobuf bodies, or by `protocol` over HTTP with JSON bodies or over gRPC.
 *
 * What is left out is read from `TELLTALE_ENDPOINT` and `OTEL_EXPORTER_OTLP_*`, per signal where the variable names one. Where those ask for gRPC and
 * `@grpc/grpc-js` is not installed, one line says so, and nothing can be sent.
 *
 * @throws {TelemetryError} `TT_ENDPOINT` when the endpoint is no http or https URL, `TT_CERTIFICATE` when a file cannot be
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
  const { destinations, retry, maxRequestBytes } = settleOtlp(options, variables);
  if (options.protocol === "grpc") requireGrpc();
  else if (signals.some((signal) => destinations[signal].protocol === "grpc")) sayWithoutGrpc();
  const transports = new Map<Destination, Transport>();
  const patience = createPatience(retry);

  function transportOf(signal: Signal): Transport {
    const to = destinations[signal];
    const transport =
      transports.get(to) ?? (to.protocol === "grpc" ? createGrpcTransport(to) : createHttpTransport(to));
    transports.set(to, transport);
    return transport;
  }

  async function attempt(batch: Batch, signal: AbortSignal): Promise<Attempt> {
    if (batch.body.length > maxRequestBytes) {
      return attemptHalves(batch, signal, `${batch.body.length} bytes`);
    }
    const reply = await transportOf(batch.signal).send(batch, signal);
    const { status, message } = reply;
    switch (reply.kind) {
      case "taken":
        return settled({ ...taken(batch, reply.rejected, message), status });
      case "again":
        return { outcome: nothing, rest: [batch], afterMs: reply.afterMs, message, status };
      case "too_large":
        return attemptHalves(batch, signal, message);
      default:
        return settled({ ...lost(batch, reply.reason ?? "rejected", message), status });
    }
  }

  async function attemptHalves(batch: Batch, signal: AbortSignal, message: string): Promise<Attempt> {
    const halves = splitBatch(batch);
    if (halves === undefined) return settled(lost(batch, "too_large", message));
    report("export_split", message);
    return attemptAll(halves, signal);
  }

  /** One after the other; when one is to be tried again, the later ones are not tried yet. */
  async function attemptAll(batches: readonly Batch[], signal: AbortSignal): Promise<Attempt> {
    let outcome = nothing;
    for (const [at, batch] of batches.entries()) {
      const one = await attempt(batch, signal);
      outcome = sum(outcome, one.outcome);
      if (one.rest.length > 0) return { ...one, outcome, rest: [...one.rest, ...batches.slice(at + 1)] };
    }
    return settled(outcome);
  }

  return {
    name: "otlp",
    ...(options.signals === undefined ? {} : { signals: options.signals }),
    metricPreference: settlePreference(options, variables),
    attempt,
    destination: (signal) => `${destinations[signal].protocol} ${destinations[signal].url.href}`,
    recipient(signal) {
      const { protocol, url, headers, certificates } = destinations[signal];
      return JSON.stringify([protocol, url.href, Object.entries(headers), Object.entries(certificates)]);
    },
    async send(batch, signal) {
      const wait = patience.begin(signal);
      let outcome = nothing;
      let rest: readonly Batch[] = [batch];
      for (;;) {
        const one = await attemptAll(rest, signal);
        outcome = sum(outcome, one.outcome);
        rest = one.rest;
        if (rest.length === 0) return outcome;
        const message = one.message ?? "";
        if (!signal.aborted) {
          report("export_retried", `${destinations[batch.signal].url.origin}: ${message}`);
          if (await wait(one.afterMs)) continue;
        }
        const reason = signal.aborted ? "stopped" : "retries_exhausted";
        const given = rest.reduce((all, part) => sum(all, lost(part, reason, message)), outcome);
        return { ...given, status: one.status };
      }
    },
    hurry: () => patience.hurry(),
    stop() {
      for (const signal of signals) transports.get(destinations[signal])?.close();
    },
  };
}

const nothing: Outcome = { exported: 0, dropped: 0 };

function settled(outcome: Outcome): Attempt {
  return { outcome, rest: [] };
}

function taken(batch: Batch, rejected: number, message: string): Outcome {
  if (rejected <= 0 && message !== "") report("export_warning", message);
  const dropped = Math.min(batch.items, Math.max(0, rejected));
  if (dropped === 0) return { exported: batch.items, dropped: 0 };
  return { exported: batch.items - dropped, dropped, reason: "partial_success", message };
}

function lost(batch: Batch, reason: string, message: string): Outcome {
  return { exported: 0, dropped: batch.items, reason, message };
}

/** Both together; the reason of the later loss stands for all. */
function sum(a: Outcome, b: Outcome): Outcome {
  if (a === nothing) return b;
  const last = b.dropped > 0 ? b : a;
  return {
    status: b.status,
    exported: a.exported + b.exported,
    dropped: a.dropped + b.dropped,
    ...(last.reason === undefined ? {} : { reason: last.reason, message: last.message }),
  };
}

/** Variables do not throw: what they ask for and is not there is told. */
function sayWithoutGrpc(): void {
  try {
    requireGrpc();
  } catch (error) {
    reportMistake("grpc_missing", (error as Error).message);
  }
}
