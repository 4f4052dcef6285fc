// Sends requests to an OTLP/HTTP receiver: protobuf, gzip, retried when the receiver asks for it.
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import {
  decodeLogsExportResponse,
  decodeMetricsExportResponse,
  decodeStatus,
  decodeTracesExportResponse,
  type ExportResponse,
} from "otlp";
import { type Batch, encodeBatch, recut } from "./batch.ts";
import { ProblemError } from "../problem/problem.ts";
import { importHeader } from "../receive/sender.ts";

const compress = promisify(gzip);
/** Below the limit of receivers: 64 MiB for this one, 20 MiB for a Collector. */
const maxBytes = 16 * 1024 * 1024;
const maxAttempts = 10;
const answerTimeoutMs = 60_000;

/** Where to send, and the token it asks for. */
export interface Target {
  /** `http://127.0.0.1:4318` */
  readonly otlpUrl: string;
  readonly token: string | undefined;
}

/**
 * Resolves when the receiver has stored `batch`, which goes in parts where it is too large for one request.
 *
 * @throws {ProblemError} when the receiver rejects it.
 */
export async function send(batch: Batch, target: Target): Promise<ExportResponse> {
  const bytes = encodeBatch(batch);
  const parts = bytes.length > maxBytes ? recut(batch) : [];
  return parts.length > 1 ? sendParts(parts, target) : sendBytes(batch, bytes, target);
}

async function sendParts(parts: readonly Batch[], target: Target): Promise<ExportResponse> {
  const messages = new Set<string>();
  let rejected = 0n;
  for (const part of parts) {
    const answer = await send(part, target);
    rejected += answer.rejected;
    if (answer.errorMessage !== "") messages.add(answer.errorMessage);
  }
  return { rejected, errorMessage: [...messages].join(" ") };
}

async function sendBytes(batch: Batch, bytes: Uint8Array, target: Target): Promise<ExportResponse> {
  const url = `${target.otlpUrl.replace(/\/$/, "")}/v1/${batch.signal}`;
  const body = await compress(bytes);
  for (let attempt = 1; ; attempt++) {
    const response = await post(url, body, target.token);
    if (response.ok) return decode(batch, new Uint8Array(await response.arrayBuffer()));
    const mayComeAgain = [429, 502, 503, 504].includes(response.status);
    if (!mayComeAgain || attempt === maxAttempts) throw await refused(url, response);
    await response.arrayBuffer();
    await sleep(Number(response.headers.get("retry-after") ?? 1) * 1000);
  }
}

async function post(url: string, body: Buffer<ArrayBuffer>, token: string | undefined): Promise<Response> {
  const headers = {
    "content-type": "application/x-protobuf",
    "content-encoding": "gzip",
    // old records of a file are not late
    [importHeader]: "1",
  };
  try {
    return await fetch(url, {
      method: "POST",
      body,
      headers: token === undefined ? headers : { ...headers, authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(answerTimeoutMs),
    });
  } catch (cause) {
    const reason = ((cause as Error).cause as Error | undefined)?.message ?? (cause as Error).message;
    throw new ProblemError(
      "SEND_FAILED",
      `Cannot send to ${url}: ${reason}.`,
      "Is the console running, and is this its OTLP/HTTP address?",
      { cause },
    );
  }
}

async function refused(url: string, response: Response): Promise<ProblemError> {
  const body = new Uint8Array(await response.arrayBuffer());
  const hint = response.status === 401 ? " Pass its token with `--token-file FILE` or TELLTALE_TOKEN." : "";
  return new ProblemError(
    "SEND_FAILED",
    `${url} answered ${response.status}: ${messageOf(response, body)}${hint}`,
  );
}

function messageOf(response: Response, body: Uint8Array): string {
  if (response.headers.get("content-type") !== "application/x-protobuf")
    return Buffer.from(body).toString("utf8", 0, 300);
  try {
    return decodeStatus(body).message;
  } catch {
    return response.statusText;
  }
}

function decode({ signal }: Batch, bytes: Uint8Array): ExportResponse {
  if (signal === "traces") return decodeTracesExportResponse(bytes);
  return signal === "metrics" ? decodeMetricsExportResponse(bytes) : decodeLogsExportResponse(bytes);
}
