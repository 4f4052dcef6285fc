// The three signals as the receiver serves them, over HTTP and gRPC alike: where, how bytes become messages, where those go.
import * as otlp from "otlp";
import type { Intake, Outcome } from "../receive/intake.ts";
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

const decoder = new TextDecoder("utf-8", { fatal: true });

/** JSON that is not UTF-8 is not JSON. */
function toText(body: Uint8Array): string {
  try {
    return decoder.decode(body);
  } catch (cause) {
    throw new otlp.OtlpError("OTLP_JSON", "Cannot read the JSON body: it is not UTF-8.", { cause });
  }
}

/** Served by this console. */
export const signals: readonly Signal[] = [
  {
    path: "/v1/traces",
    rpc: "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
    takeBytes: async (body, intake, sender) => intake.traces(otlp.decodeTraces(body), body.length, sender),
    takeJson: async (body, intake, sender) =>
      intake.traces(otlp.decodeTracesJson(toText(body)), body.length, sender),
    encodeAnswer: otlp.encodeTracesExportResponse,
    encodeAnswerJson: otlp.encodeTracesExportResponseJson,
  },
  {
    path: "/v1/metrics",
    rpc: "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
    takeBytes: async (body, intake, sender) => intake.metrics(otlp.decodeMetrics(body), body.length, sender),
    takeJson: async (body, intake, sender) =>
      intake.metrics(otlp.decodeMetricsJson(toText(body)), body.length, sender),
    encodeAnswer: otlp.encodeMetricsExportResponse,
    encodeAnswerJson: otlp.encodeMetricsExportResponseJson,
  },
  {
    path: "/v1/logs",
    rpc: "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
    takeBytes: async (body, intake, sender) => intake.logs(otlp.decodeLogs(body), body.length, sender),
    takeJson: async (body, intake, sender) =>
      intake.logs(otlp.decodeLogsJson(toText(body)), body.length, sender),
    encodeAnswer: otlp.encodeLogsExportResponse,
    encodeAnswerJson: otlp.encodeLogsExportResponseJson,
  },
];
