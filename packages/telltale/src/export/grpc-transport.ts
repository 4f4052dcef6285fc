// OTLP over gRPC, on `@grpc/grpc-js` where the application has installed it. It is loaded by the first request, so that
// programs that use HTTP never load it.
import { decodeTracesExportResponse } from "otlp";
import { report } from "../engine/diagnostics/diagnose.ts";
import type { Batch, Signal } from "../engine/exporter/exporter.ts";
import { findOutside, requireOutside } from "../engine/runtime/outside.ts";
import { isStopped } from "../engine/exporter/send-within.ts";
import { TelemetryError } from "../error.ts";
import { userAgent } from "./http-transport.ts";
import type { Destination } from "./otlp-settings.ts";
import { timesOf } from "./batch-times.ts";
import { retryDelayMs } from "./rpc-status.ts";
import type { Reply, Transport } from "./transport.ts";

type Grpc = typeof import("@grpc/grpc-js");
type Client = InstanceType<Grpc["Client"]>;
type ServiceError = import("@grpc/grpc-js").ServiceError;

const methods: Readonly<Record<Signal, string>> = {
  traces: "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
  metrics: "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
  logs: "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
};

// cancelled, deadline exceeded, aborted, out of range, unavailable, data loss (specification: protocol/otlp, failures)
const retryable = new Set([1, 4, 10, 11, 14, 15]);
const resourceExhausted = 8;
const gzipAlgorithm = 2;

/** Throws when `@grpc/grpc-js` is not installed: neither where this library is, nor where the program or the working folder finds it. */
export function requireGrpc(): void {
  try {
    findOutside("@grpc/grpc-js");
  } catch (cause) {
    throw new TelemetryError(
      "TT_GRPC_MISSING",
      "Cannot export over gRPC: the package @grpc/grpc-js is not installed.",
      { cause },
    );
  }
}

/** Carries OTLP to `to` over gRPC. */
export function createGrpcTransport(to: Destination): Transport {
  let grpc: Grpc | undefined;
  let client: Client | undefined;
  let closed = false;

  return {
    async send(batch, signal, until) {
      if (closed) return { kind: "again", message: "closed" };
      try {
        grpc ??= requireOutside("@grpc/grpc-js") as Grpc;
      } catch (error) {
        return { kind: "refused", reason: "grpc_missing", message: messageOf(error) };
      }
      try {
        client ??= createClient(grpc, to);
      } catch (error) {
        // a certificate or a key that TLS does not take
        return { kind: "refused", message: messageOf(error) };
      }
      try {
        return await call(grpc, client, to, batch, { signal, until });
      } catch (error) {
        // a mistake of this library
        report("internal_error", error);
        return { kind: "refused", message: messageOf(error) };
      }
    },
    close() {
      closed = true;
      client?.close();
    },
  };
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

function createClient(grpc: Grpc, { url, gzip, certificates: { ca, key, cert } }: Destination): Client {
  const secure = url.protocol === "https:";
  const credentials = secure
    ? grpc.credentials.createSsl(toBytes(ca), toBytes(key), toBytes(cert))
    : grpc.credentials.createInsecure();
  return new grpc.Client(`${url.hostname}:${url.port === "" ? (secure ? 443 : 80) : url.port}`, credentials, {
    "grpc.primary_user_agent": userAgent,
    "grpc.max_send_message_length": -1,
    // waiting between attempts is done by the exporter
    "grpc.initial_reconnect_backoff_ms": 100,
    "grpc.max_reconnect_backoff_ms": 5000,
    ...(gzip ? { "grpc.default_compression_algorithm": gzipAlgorithm } : {}),
  });
}

function toBytes(pem: string | undefined): Buffer | null {
  return pem === undefined ? null : Buffer.from(pem);
}

async function call(
  grpc: Grpc,
  client: Client,
  { headers }: Destination,
  batch: Batch,
  { signal, until }: { readonly signal: AbortSignal; readonly until: number },
): Promise<Reply> {
  const metadata = new grpc.Metadata();
  for (const [name, value] of Object.entries(headers))
    metadata.set(name, name.endsWith("-bin") ? Buffer.from(value, "base64") : value);
  for (const [name, value] of Object.entries(timesOf(batch))) metadata.set(name, value);
  return new Promise<Reply>((resolve) => {
    const request = client.makeUnaryRequest(
      methods[batch.signal],
      (body: Uint8Array) => Buffer.from(body.buffer, body.byteOffset, body.length),
      (body: Buffer) => body,
      batch.body,
      metadata,
      { deadline: Date.now() + until - performance.now() },
      (error, answer) => {
        signal.removeEventListener("abort", cancel);
        if (error !== null && signal.aborted && !isStopped(signal)) {
          resolve({ kind: "again", message: (signal.reason as Error).message });
          return;
        }
        const reply = error === null ? accepted(answer) : failed(error);
        resolve({ ...reply, status: grpc.status[error?.code ?? 0] });
      },
    );
    const cancel = (): void => request.cancel();
    signal.addEventListener("abort", cancel, { once: true });
    if (signal.aborted) cancel();
  });
}

function accepted(answer: Buffer | undefined): Reply {
  try {
    const { rejected, errorMessage } = decodeTracesExportResponse(answer ?? new Uint8Array(0));
    return { kind: "taken", rejected: Number(rejected), message: errorMessage };
  } catch {
    report("export_answer_unreadable");
    return { kind: "taken", rejected: 0, message: "" };
  }
}

function failed({ code, details, metadata }: ServiceError): Reply {
  // where no name was looked up, there is a note without words
  const message = `gRPC ${code} ${details.replace(/[.\s]*Resolution note:\s*$/, "")}`;
  const [status] = metadata?.get("grpc-status-details-bin") ?? [];
  const afterMs = Buffer.isBuffer(status) ? retryDelayMs(status) : undefined;
  if (retryable.has(code)) return { kind: "again", message, afterMs };
  if (code !== resourceExhausted) return { kind: "refused", message };
  if (afterMs !== undefined) return { kind: "again", message, afterMs };
  return { kind: /larger than max/i.test(details) ? "too_large" : "refused", message };
}
