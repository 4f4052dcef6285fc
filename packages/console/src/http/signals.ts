// The three signals as the receiver serves them, over HTTP and gRPC alike: where, how bytes become messages, where those go.
import * as otlp from "otlp";
import type { Intake, Outcome } from "../receive/intake.ts";
import { readJsonText } from "./json-body.ts";
import { type Refusal, rpcCode } from "./refusal.ts";
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

/** What senders of OTLP profiles are told: for good, so that they drop them and do not come again. */
export const noProfiles: Pick<Refusal, "rpcCode" | "message"> = {
  rpcCode: rpcCode.unimplemented,
  message:
    "This receiver does not take the profiles signal of OTLP: leave this console out of the profiles pipeline. It takes traces, metrics and logs, and CPU profiles as log records of Telltale.",
};

/** Served by this console. */
export const signals: readonly Signal[] = [
  {
    path: "/v1/traces",
    rpc: "/opentelemetry.proto.collector.trace.v1.TraceService/Export",
    takeBytes: async (body, intake, sender) =>
      intake.traces(otlp.decodeTraces(body, new otlp.AttributeTape(body)), body.length, sender),
    takeJson: async (body, intake, sender) =>
      intake.traces(otlp.decodeTracesJson(readJsonText(body)), body.length, sender),
    encodeAnswer: otlp.encodeTracesExportResponse,
    encodeAnswerJson: otlp.encodeTracesExportResponseJson,
  },
  {
    path: "/v1/metrics",
    rpc: "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
    takeBytes: async (body, intake, sender) =>
      intake.metrics(otlp.decodeMetrics(body, new otlp.AttributeTape(body)), body.length, sender),
    takeJson: async (body, intake, sender) =>
      intake.metrics(otlp.decodeMetricsJson(readJsonText(body)), body.length, sender),
    encodeAnswer: otlp.encodeMetricsExportResponse,
    encodeAnswerJson: otlp.encodeMetricsExportResponseJson,
  },
  {
    path: "/v1/logs",
    rpc: "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
    takeBytes: async (body, intake, sender) =>
      intake.logs(otlp.decodeLogs(body, new otlp.AttributeTape(body)), body.length, sender),
    takeJson: async (body, intake, sender) =>
      intake.logs(otlp.decodeLogsJson(readJsonText(body)), body.length, sender),
    encodeAnswer: otlp.encodeLogsExportResponse,
    encodeAnswerJson: otlp.encodeLogsExportResponseJson,
  },
];
