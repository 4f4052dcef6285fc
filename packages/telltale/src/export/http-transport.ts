// OTLP over HTTP, as protobuf or as JSON. Answers are read as the specification says: 429, 502, 503, 504 and broken
// connections are tried again, 413 asks for smaller requests, anything else is final.
import {
  decodeLogsExportResponseJson,
  decodeMetricsExportResponseJson,
  decodeTracesExportResponse,
  decodeTracesExportResponseJson,
  type ExportResponse,
} from "otlp";
import { builtin } from "../engine/runtime/builtin.ts";
import { report } from "../engine/diagnostics/diagnose.ts";
import type { Batch, Signal } from "../engine/exporter/exporter.ts";
import { version } from "../version.ts";
import { toJson } from "./json.ts";
import type { Destination } from "./otlp-settings.ts";
import { type Answer, createPoster } from "./post.ts";
import { timesOf } from "./batch-times.ts";
import { refusalOf } from "./rpc-status.ts";
import type { Reply, Transport } from "./transport.ts";

const util = builtin("util");
const zlib = builtin("zlib");
const retryable = new Set([429, 502, 503, 504]);

/** How the exporter names itself to receivers. */
export const userAgent: string = `OTel-OTLP-Exporter-JavaScript/${version} telltale/${version}`;

/** Carries OTLP to `to` over HTTP. */
export function createHttpTransport(to: Destination): Transport {
  const poster = createPoster(to.certificates);
  const json = to.protocol === "http/json";
  const headers: Record<string, string> = {
    "user-agent": userAgent,
    ...to.headers,
    "content-type": json ? "application/json" : "application/x-protobuf",
    ...(to.gzip ? { "content-encoding": "gzip" } : {}),
  };

  async function bodyOf(batch: Batch): Promise<Uint8Array> {
    const plain = json ? Buffer.from(await toJson(batch)) : batch.body;
    return to.gzip ? util().promisify(zlib().gzip)(plain) : plain;
  }

  return {
    async send(batch, signal, until) {
      try {
        const body = await bodyOf(batch);
        const end = { signal, timeoutMs: Math.max(0, until - performance.now()) };
        const answer = await poster.post(to.url, { ...headers, ...timesOf(batch) }, body, end);
        return { ...read(batch.signal, answer), status: answer.status };
      } catch (error) {
        // what goes wrong between here and the receiver has a code
        if (!signal.aborted && (error as NodeJS.ErrnoException | undefined)?.code === undefined)
          report("internal_error", error);
        return { kind: "again", message: reasonOf(error) };
      }
    },
    close: () => poster.close(),
  };
}

/** Where a name has several addresses, the error of all attempts has no message of its own. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const last: unknown = error instanceof AggregateError ? error.errors.at(-1) : undefined;
  return error.message === "" && last instanceof Error ? last.message : error.message;
}

function read(signal: Signal, answer: Answer): Reply {
  const said = answer.status > 299 ? refusalOf(answer) : "";
  const message = said === "" ? `HTTP ${answer.status}` : `HTTP ${answer.status}: ${said}`;
  if (answer.status === 413) return { kind: "too_large", message };
  if (retryable.has(answer.status)) return { kind: "again", message, afterMs: answer.retryAfterMs };
  if (answer.status < 200 || answer.status > 299) return { kind: "refused", message };
  try {
    const { rejected, errorMessage } = decode(signal, answer);
    return { kind: "taken", rejected: Number(rejected), message: errorMessage };
  } catch {
    // accepted, says the status; an answer that cannot be read changes nothing about it
    report("export_answer_unreadable");
    return { kind: "taken", rejected: 0, message: "" };
  }
}

const jsonDecoders: Readonly<Record<Signal, (text: string) => ExportResponse>> = {
  traces: decodeTracesExportResponseJson,
  metrics: decodeMetricsExportResponseJson,
  logs: decodeLogsExportResponseJson,
};

function decode(signal: Signal, { contentType, body }: Answer): ExportResponse {
  if (body.length === 0) return { rejected: 0n, errorMessage: "" };
  if (/^application\/json\b/i.test(contentType)) return jsonDecoders[signal](Buffer.from(body).toString());
  return decodeTracesExportResponse(body);
}
