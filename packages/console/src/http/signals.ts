// The three signals as the receiver serves them, over HTTP and gRPC alike: where, how bytes become messages, where those go.
import type { SignalCounts } from "contract";
import * as otlp from "otlp";
import type { DecodeQueue } from "../receive/decode-queue.ts";
import type { Intake, Outcome } from "../receive/intake.ts";
import { pieceBytes } from "../receive/pauses.ts";
import { largeBytes } from "../store/rows.ts";
import { readJsonText } from "../formats/json-text.ts";
import { noteRefused } from "./outcome.ts";
import { ProblemError } from "../problem/problem.ts";
import type { Sender } from "../receive/sender.ts";

/** One signal, ready to be served. */
export interface Signal {
  /** Path of OTLP/HTTP. */
  readonly path: string;
  /** Path of OTLP/gRPC. */
  readonly rpc: string;
  /** Decodes protobuf and stores. @throws {OtlpError} when `body` is not a message of this signal. */
  takeBytes(body: Uint8Array, intake: Intake, sender: Sender): Promise<Outcome>;
  /** Decodes JSON and stores. */
  takeJson(body: Uint8Array, intake: Intake, sender: Sender): Promise<Outcome>;
  encodeAnswer(outcome: Outcome): Uint8Array;
  encodeAnswerJson(outcome: Outcome): string;
}

/** The answer to OTLP profiles: permanent, so that senders drop them and do not retry. */
export const noProfiles: ProblemError = new ProblemError(
  "SIGNAL_NOT_SUPPORTED",
  "This receiver does not accept the profiles signal of OTLP, only traces, metrics and logs, and CPU profiles as log records of Telltale.",
  "Leave this console out of the profiles pipeline.",
);

/** Served by this console. */
export const signals: readonly Signal[] = [
  {
    path: "/v1/traces",
    rpc: "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
    takeBytes: (body, intake, sender) =>
      takeDecoded(body, intake.decodes, otlp.decodeTraces, (request) =>
        intake.traces(request, body.length, sender),
      ),
    takeJson: (body, intake, sender) =>
      takeRows("spans", intake, sender, (options) =>
        intake.traces(otlp.decodeTracesJson(readJsonText(body), options), body.length, sender),
      ),
    encodeAnswer: otlp.encodeTracesExportResponse,
    encodeAnswerJson: otlp.encodeTracesExportResponseJson,
  },
  {
    path: "/v1/metrics",
    rpc: "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
    takeBytes: (body, intake, sender) =>
      takeDecoded(body, intake.decodes, otlp.decodeMetrics, (request) =>
        intake.metrics(request, body.length, sender),
      ),
    takeJson: (body, intake, sender) =>
      takeRows("metricPoints", intake, sender, (options) =>
        intake.metrics(otlp.decodeMetricsJson(readJsonText(body), options), body.length, sender),
      ),
    encodeAnswer: otlp.encodeMetricsExportResponse,
    encodeAnswerJson: otlp.encodeMetricsExportResponseJson,
  },
  {
    path: "/v1/logs",
    rpc: "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
    takeBytes: (body, intake, sender) =>
      takeDecoded(body, intake.decodes, otlp.decodeLogs, (request) =>
        intake.logs(request, body.length, sender),
      ),
    takeJson: (body, intake, sender) =>
      takeRows("logRecords", intake, sender, (options) =>
        intake.logs(otlp.decodeLogsJson(readJsonText(body), options), body.length, sender),
      ),
    encodeAnswer: otlp.encodeLogsExportResponse,
    encodeAnswerJson: otlp.encodeLogsExportResponseJson,
  },
];

type Decode<Part> = (bytes: Uint8Array, tape: otlp.AttributeTape, budget?: otlp.Budget) => Part[];

/** Decodes `body` and stores it. Of a large one others have their turns between the pieces, and nothing is stored before all can be read. */
async function takeDecoded<Part>(
  body: Uint8Array,
  decodes: DecodeQueue,
  decode: Decode<Part>,
  store: (request: readonly Part[]) => Promise<Outcome>,
): Promise<Outcome> {
  if (body.length <= largeBytes) return store(decode(body, new otlp.AttributeTape(body)));
  return store(await decodeInPieces(body, decodes, decode));
}

async function decodeInPieces<Part>(
  body: Uint8Array,
  decodes: DecodeQueue,
  decode: Decode<Part>,
): Promise<Part[]> {
  const budget = new otlp.Budget(body.length);
  const request: Part[] = [];
  for (const piece of otlp.cutRequest(body, pieceBytes)) {
    const parts = await decodes.runPiece(async () => decode(piece, new otlp.AttributeTape(piece), budget));
    for (const part of parts) request.push(part);
  }
  return request;
}

/** So many rows of one request are refused one by one; what has more is no telemetry. */
const maxBadRows = 100_000;

/** Rows that cannot be read are refused with a reason each, and the others are taken. */
async function takeRows(
  signal: keyof SignalCounts,
  intake: Intake,
  sender: Sender,
  take: (options: otlp.JsonOptions) => Promise<Outcome>,
): Promise<Outcome> {
  const refused = new Map<string, number>();
  let count = 0;
  const outcome = await take({
    onBadItem(error, rows) {
      if (++count > maxBadRows) throw error;
      const reason = error.message.replace(/^Cannot decode the message: /, "").replace(/\.$/, "");
      refused.set(reason, (refused.get(reason) ?? 0) + rows);
    },
  });
  return refused.size === 0 ? outcome : noteRefused(outcome, refused, signal, sender, intake);
}
