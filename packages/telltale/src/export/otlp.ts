// OTLP out of the process: the default way. What carries a request is the transport's; here it is decided what is tried again,
// when, and what is sent in halves. An export ends after its time, all attempts included (specification: protocol/exporter, "Timeout"); what a
// passing error has left of the batch by then goes back to the queue.
import type { Attempt, Batch, Exporter, Outcome, Signal } from "../engine/exporter/exporter.ts";
import { count, countReported, report } from "../engine/diagnostics/diagnose.ts";
import { warnSetting } from "../engine/diagnostics/notice.ts";
import { receiverFailed, receiverTook } from "../engine/exporter/receiver-notice.ts";
import { isStopped } from "../engine/exporter/send-within.ts";
import { createGrpcTransport, requireGrpc } from "./grpc-transport.ts";
import { createHttpTransport } from "./http-transport.ts";
import { settlePreference } from "./metric-preference.ts";
import { type Destination, type OtlpOptions, settleOtlp } from "./otlp-settings.ts";
import { createPatience } from "./patience.ts";
import { splitBatch } from "./split.ts";
import type { Transport, Reply } from "./transport.ts";

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
  return otlpExporterFrom(undefined, options, variables);
}

/** The same, with the words for where `options.url` is from, which messages name. */
export function otlpExporterFrom(
  urlFrom: string | undefined,
  options: OtlpOptions,
  variables: Readonly<Record<string, string | undefined>>,
): Exporter {
  const { destinations, retry, maxRequestBytes } = settleOtlp(options, variables, urlFrom);
  if (options.protocol === "grpc") requireGrpc();
  else if (signals.some((signal) => destinations[signal].protocol === "grpc")) sayWithoutGrpc();
  const transports = new Map<Destination, Transport>();
  const patience = createPatience<Batch>(retry);

  function transportOf(signal: Signal): Transport {
    const to = destinations[signal];
    const transport =
      transports.get(to) ?? (to.protocol === "grpc" ? createGrpcTransport(to) : createHttpTransport(to));
    transports.set(to, transport);
    return transport;
  }

  async function attempt(batch: Batch, signal: AbortSignal, until: number): Promise<Attempt> {
    if (batch.body.length > maxRequestBytes) {
      return attemptHalves(batch, signal, until, `${batch.body.length} bytes`);
    }
    const reply = await transportOf(batch.signal).send(batch, signal, until);
    const { status, message } = reply;
    switch (reply.kind) {
      case "taken":
        receiverTook(destinations[batch.signal].url);
        return settled({ ...taken(batch, reply.rejected, message), status });
      case "again":
        return { outcome: nothing, rest: [batch], afterMs: reply.afterMs, message, status };
      case "too_large":
        return attemptHalves(batch, signal, until, message);
      default:
        if (reply.reason === undefined) {
          const to = destinations[batch.signal];
          receiverFailed(to.url, { reason: message, fix: adviceFor(reply, to), refused: true }, true);
        }
        return settled({ ...lost(batch, reply.reason ?? "rejected", message), status });
    }
  }

  async function attemptHalves(
    batch: Batch,
    signal: AbortSignal,
    until: number,
    message: string,
  ): Promise<Attempt> {
    const halves = splitBatch(batch);
    if (halves === undefined) return settled(lost(batch, "too_large", message));
    report("export_split", message);
    return attemptAll(halves, signal, until);
  }

  /** One after the other, up to `until`; when one is to be tried again, the later ones are not tried yet. */
  async function attemptAll(batches: readonly Batch[], signal: AbortSignal, until: number): Promise<Attempt> {
    let outcome = nothing;
    for (const [at, batch] of batches.entries()) {
      if (at > 0 && performance.now() >= until)
        return { outcome, rest: batches.slice(at), message: "no time left" };
      const one = await attempt(batch, signal, until);
      outcome = sum(outcome, one.outcome);
      if (one.rest.length > 0) return { ...one, outcome, rest: [...one.rest, ...batches.slice(at + 1)] };
    }
    return settled(outcome);
  }

  /** Whether it was told now that an attempt, or with `final` an export, failed. */
  function failed(signal: Signal, { status, message = "" }: Attempt, final: boolean): boolean {
    const to = destinations[signal];
    const failure = { reason: message, fix: adviceFor({ status, message }, to), refused: false };
    const told = receiverFailed(to.url, failure, final);
    if (told) countReported("export_retried");
    return told;
  }

  return {
    name: "otlp",
    ...(options.signals === undefined ? {} : { signals: options.signals }),
    metricPreference: settlePreference(options, variables),
    async attempt(batch, signal) {
      const one = await attempt(batch, signal, performance.now() + destinations[batch.signal].timeoutMs);
      if (one.rest.length > 0 && !isStopped(signal)) failed(batch.signal, one, true);
      return one;
    },
    destination: (signal) => `${destinations[signal].protocol} ${destinations[signal].url.href}`,
    recipient(signal) {
      const { protocol, url, headers, certificates } = destinations[signal];
      return JSON.stringify([protocol, url.href, Object.entries(headers), Object.entries(certificates)]);
    },
    async send(batch, signal) {
      const { timeoutMs, url } = destinations[batch.signal];
      const turn = patience.begin(batch, timeoutMs);
      let outcome = nothing;
      let rest: readonly Batch[] = [batch];
      for (;;) {
        const one = await attemptAll(rest, signal, turn.until);
        outcome = sum(outcome, one.outcome);
        rest = one.rest;
        if (rest.length === 0) return outcome;
        const { status, message = "", afterMs: askedMs } = one;
        if (!isStopped(signal) && !failed(batch.signal, one, false))
          report("export_retried", `${url.origin}: ${message}`);
        const next = await turn.next(askedMs, signal);
        if (next.kind === "again") continue;
        if (!isStopped(signal)) failed(batch.signal, one, true);
        if (next.kind === "never") {
          const given = rest.reduce(
            (all, part) => sum(all, lost(part, "retries_exhausted", message)),
            outcome,
          );
          return { ...given, status };
        }
        const left = joined(rest);
        turn.leave(left);
        return { ...outcome, status, rest: left, afterMs: next.afterMs, asked: askedMs !== undefined };
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

/** Requests of one signal, one after the other, as the one request that they are. */
function joined(batches: readonly Batch[]): Batch {
  const [first] = batches as readonly [Batch];
  if (batches.length === 1) return first;
  const items = batches.reduce((all, one) => all + one.items, 0);
  return { signal: first.signal, items, body: Buffer.concat(batches.map((one) => one.body)) };
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
    count("grpc_missing", 1);
    warnSetting((error as Error).message);
  }
}

// What to do about an export that fails, in one sentence without its full stop.
/** What to do about a reply of `status`, or the error in `message`, at an address that `from` has set. */
export function adviceFor(
  { status, message = "" }: { readonly status?: Reply["status"]; readonly message?: string | undefined },
  { url, from }: Pick<Destination, "url" | "from">,
): string {
  switch (status) {
    case 401:
    case 403:
    case "UNAUTHENTICATED":
    case "PERMISSION_DENIED":
      return "Set the credentials of the receiver in OTEL_EXPORTER_OTLP_HEADERS";
    case 404:
    case 405:
    case "UNIMPLEMENTED": {
      const [, twice] = /(\/v1\/\w+)\/v1\/\w+$/.exec(url.pathname) ?? [];
      if (twice !== undefined) return `Leave ${twice} out of ${from}: it is added`;
      return `Something answers there, but it takes no OTLP at this address: check ${from}`;
    }
    case undefined:
    case "UNAVAILABLE":
    case "DEADLINE_EXCEEDED":
      if (message.startsWith("Parse Error"))
        return `That is no HTTP: a gRPC port (4317), or one that wants TLS. Try 4318 or https:// in ${from}`;
      return `Start a receiver there, or set ${from} (usual ports: 4318 for HTTP, 4317 for gRPC)`;
    default:
      return `Check the log of the receiver, and ${from}`;
  }
}
