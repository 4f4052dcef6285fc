// The three signals as the receiver serves them, over HTTP and gRPC alike: where, how bytes become messages, where those go.
import * as otlp from "otlp";
import type { Outcome } from "../receive/intake.ts";
import { ProblemError } from "../problem/problem.ts";
import { takeBytes, type Taking } from "../receive/take-bytes.ts";
import { takeFormat } from "./take-format.ts";

/** One signal, ready to be served. */
export interface Signal {
  /** Path of OTLP/HTTP. */
  readonly path: string;
  /** Path of OTLP/gRPC. */
  readonly rpc: string;
  /** Decodes protobuf and stores. @throws {OtlpError} when `body` is not a message of this signal. */
  takeBytes(body: Uint8Array, taking: Taking): Promise<Outcome>;
  /** Decodes JSON and stores. */
  takeJson(body: Uint8Array, taking: Taking): Promise<Outcome>;
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
    takeBytes: takeBytes.traces,
    takeJson: (body, taking) => takeFormat("otlp-json-traces", body, taking),
    encodeAnswer: otlp.encodeTracesExportResponse,
    encodeAnswerJson: otlp.encodeTracesExportResponseJson,
  },
  {
    path: "/v1/metrics",
    rpc: "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export",
    takeBytes: takeBytes.metrics,
    takeJson: (body, taking) => takeFormat("otlp-json-metrics", body, taking),
    encodeAnswer: otlp.encodeMetricsExportResponse,
    encodeAnswerJson: otlp.encodeMetricsExportResponseJson,
  },
  {
    path: "/v1/logs",
    rpc: "/opentelemetry.proto.collector.logs.v1.LogsService/Export",
    takeBytes: takeBytes.logs,
    takeJson: (body, taking) => takeFormat("otlp-json-logs", body, taking),
    encodeAnswer: otlp.encodeLogsExportResponse,
    encodeAnswerJson: otlp.encodeLogsExportResponseJson,
  },
];
