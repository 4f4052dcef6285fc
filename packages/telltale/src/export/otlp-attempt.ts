// One attempt of the OTLP exporter: a batch is sent once; when it is too large, its halves are. Each reply decides what is exported, dropped,
// or left to be sent again.
import type { Attempt, Batch, Outcome, Signal } from "../engine/exporter/exporter.ts";
import { countReported, report } from "../engine/diagnostics/diagnose.ts";
import { receiverFailed, receiverTook } from "../engine/exporter/receiver-notice.ts";
import { adviceFor } from "./advice.ts";
import { createGrpcTransport } from "./grpc-transport.ts";
import { createHttpTransport } from "./http-transport.ts";
import type { Destination } from "./otlp-settings.ts";
import { splitBatch } from "./split.ts";
import type { Reply, Transport } from "./transport.ts";

/** Where each signal is sent, and the transports that were created so far. */
export interface OtlpSender {
  readonly destinations: Readonly<Record<Signal, Destination>>;
  readonly maxRequestBytes: number;
  readonly transports: Map<Destination, Transport>;
}

/** Sends `batch` once; `until` is the time of `performance.now()` at which the export ends. */
export async function attemptBatch(
  sender: OtlpSender,
  batch: Batch,
  signal: AbortSignal,
  until: number,
): Promise<Attempt> {
  if (batch.body.length > sender.maxRequestBytes)
    return attemptHalves(sender, batch, signal, until, `${batch.body.length} bytes`);
  const reply = await transportOf(sender, batch.signal).send(batch, signal, until);
  const { status, message } = reply;
  switch (reply.kind) {
    case "taken":
      receiverTook(sender.destinations[batch.signal].url);
      return finished({ ...taken(batch, reply.rejected, message), status });
    case "again":
      return { outcome: nothing, rest: [batch], afterMs: reply.afterMs, message, status };
    case "too_large":
      return attemptHalves(sender, batch, signal, until, message);
    default:
      if (reply.reason === undefined) reportRejection(sender, batch.signal, reply);
      return finished({ ...lost(batch, reply.reason ?? "rejected", message), status });
  }
}

/** Sends `batches` one after the other until `until`. When one is to be sent again, the later ones are not sent yet. */
export async function attemptAll(
  sender: OtlpSender,
  batches: readonly Batch[],
  signal: AbortSignal,
  until: number,
): Promise<Attempt> {
  let outcome = nothing;
  for (const [at, batch] of batches.entries()) {
    if (at > 0 && performance.now() >= until)
      return { outcome, rest: batches.slice(at), message: "no time left" };
    const one = await attemptBatch(sender, batch, signal, until);
    outcome = sum(outcome, one.outcome);
    if (one.rest.length > 0) return { ...one, outcome, rest: [...one.rest, ...batches.slice(at + 1)] };
  }
  return finished(outcome);
}

/** Reports that an attempt failed, or with `final` an export. Returns whether a line was printed. */
export function reportFailure(
  { destinations }: OtlpSender,
  signal: Signal,
  { status, message = "" }: Attempt,
  final: boolean,
): boolean {
  const to = destinations[signal];
  const failure = { reason: message, fix: adviceFor({ status, message }, to), refused: false };
  const printed = receiverFailed(to.url, failure, final);
  if (printed) countReported("export_retried");
  return printed;
}

function reportRejection({ destinations }: OtlpSender, signal: Signal, reply: Reply): void {
  const to = destinations[signal];
  receiverFailed(to.url, { reason: reply.message, fix: adviceFor(reply, to), refused: true }, true);
}

function transportOf({ destinations, transports }: OtlpSender, signal: Signal): Transport {
  const to = destinations[signal];
  const transport =
    transports.get(to) ?? (to.protocol === "grpc" ? createGrpcTransport(to) : createHttpTransport(to));
  transports.set(to, transport);
  return transport;
}

async function attemptHalves(
  sender: OtlpSender,
  batch: Batch,
  signal: AbortSignal,
  until: number,
  message: string,
): Promise<Attempt> {
  const halves = splitBatch(batch);
  if (halves === undefined) return finished(lost(batch, "too_large", message));
  report("export_split", message);
  return attemptAll(sender, halves, signal, until);
}

/** The outcome of a request that decides nothing. */
export const nothing: Outcome = { exported: 0, dropped: 0 };

function finished(outcome: Outcome): Attempt {
  return { outcome, rest: [] };
}

function taken(batch: Batch, rejected: number, message: string): Outcome {
  if (rejected <= 0 && message !== "") report("export_warning", message);
  const dropped = Math.min(batch.items, Math.max(0, rejected));
  if (dropped === 0) return { exported: batch.items, dropped: 0 };
  return { exported: batch.items - dropped, dropped, reason: "partial_success", message };
}

/** The outcome of a batch that is dropped. */
export function lost(batch: Batch, reason: string, message: string): Outcome {
  return { exported: 0, dropped: batch.items, reason, message };
}

/** Both outcomes together, with the reason of the later loss. */
export function sum(a: Outcome, b: Outcome): Outcome {
  if (a === nothing) return b;
  const last = b.dropped > 0 ? b : a;
  return {
    status: b.status,
    exported: a.exported + b.exported,
    dropped: a.dropped + b.dropped,
    ...(last.reason === undefined ? {} : { reason: last.reason, message: last.message }),
  };
}
