// OTLP over HTTP with protobuf bodies: the default way out. Answers are read as the specification says:
// 429, 502, 503, 504 and broken connections are tried again, anything else is final, partial success is counted.
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import { decodeTracesExportResponse } from "otlp";
import type { Batch, Exporter, Outcome } from "../engine/exporter.ts";
import { report } from "../engine/diagnose.ts";
import { type Destination, type OtlpOptions, settleOtlp } from "./otlp-settings.ts";
import { createPatience } from "./patience.ts";
import { type Answer, createPoster } from "./post.ts";

const compress = promisify(gzip);
const retryable = new Set([429, 502, 503, 504]);
const userAgent = "OTel-OTLP-Exporter-JavaScript/telltale";

/**
 * Sends OTLP/HTTP with protobuf bodies. What is left out is read from `TELLTALE_ENDPOINT` and `OTEL_EXPORTER_OTLP_*`.
 *
 * @throws {TelemetryError} `TT_ENDPOINT` when the endpoint is no http or https URL, `TT_OPTION` for other wrong options.
 * @example
 * ```ts
 * import { otlpExporter } from "telltale";
 *
 * otlpExporter({ endpoint: "http://localhost:4318", compression: "gzip" }).name; // => "otlp"
 * ```
 */
export function otlpExporter(
  options: OtlpOptions = {},
  variables: Readonly<Record<string, string | undefined>> = process.env,
): Exporter {
  const { destinations, timeoutMs, retry } = settleOtlp(options, variables);
  const poster = createPoster(timeoutMs);
  const patience = createPatience(retry);

  async function attempt(to: Destination, body: Uint8Array, signal: AbortSignal): Promise<Answer | Error> {
    const headers: Record<string, string> = { ...to.headers, "content-type": "application/x-protobuf" };
    headers["user-agent"] ??= userAgent;
    if (to.gzip) headers["content-encoding"] = "gzip";
    try {
      return await poster.post(to.url, headers, body, signal);
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error));
    }
  }

  return {
    name: "otlp",
    ...(options.signals === undefined ? {} : { signals: options.signals }),
    async send(batch, signal) {
      const to = destinations[batch.signal];
      const body = to.gzip ? await compress(batch.body) : batch.body;
      const wait = patience.begin(signal);
      for (;;) {
        const answer = await attempt(to, body, signal);
        if (!(answer instanceof Error) && !retryable.has(answer.status)) return read(batch, answer);
        const message = answer instanceof Error ? answer.message : `HTTP ${answer.status}`;
        if (signal.aborted) return lost(batch, "stopped", message);
        report("export_retried", `${to.url.origin}: ${message}`);
        const goOn = await wait(answer instanceof Error ? undefined : answer.retryAfterMs);
        if (!goOn) return lost(batch, signal.aborted ? "stopped" : "retries_exhausted", message);
      }
    },
    hurry: () => patience.hurry(),
    stop: () => poster.close(),
  };
}

function read(batch: Batch, answer: Answer): Outcome {
  if (answer.status < 200 || answer.status > 299) return lost(batch, "rejected", `HTTP ${answer.status}`);
  try {
    const { rejected, errorMessage } = decodeTracesExportResponse(answer.body);
    if (rejected === 0n && errorMessage !== "") report("export_warning", errorMessage);
    const dropped = Math.min(batch.items, Math.max(0, Number(rejected)));
    if (dropped === 0) return { exported: batch.items, dropped: 0 };
    return { exported: batch.items - dropped, dropped, reason: "partial_success", message: errorMessage };
  } catch {
    // accepted, says the status; an answer that cannot be read changes nothing about it
    report("export_answer_unreadable");
    return { exported: batch.items, dropped: 0 };
  }
}

function lost(batch: Batch, reason: string, message: string): Outcome {
  return { exported: 0, dropped: batch.items, reason, message };
}
