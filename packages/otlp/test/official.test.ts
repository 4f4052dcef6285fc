// Compatibility with the official .proto files in both directions: protobufjs decodes the output of this package, and
// this package decodes the output of protobufjs.
import assert from "node:assert/strict";

import fc from "fast-check";
import * as otlp from "otlp";
import { describe, test } from "vitest";

import { exportResponse, logs, metrics, status, traces } from "./arbitrary.ts";
import * as official from "./official.ts";
import { modelLogs, modelMetrics, modelTraces } from "./official-model.ts";
import { plainLogs, plainMetrics, plainTraces } from "./official-plain.ts";

const runs = { numRuns: 300 };

interface Subject<Message> {
  readonly type: string;
  readonly messages: fc.Arbitrary<Message>;
  readonly encode: (message: Message) => Uint8Array;
  readonly decode: (bytes: Uint8Array) => Message;
  readonly toPlain: (message: Message) => official.Plain;
  readonly toModel: (plain: official.Plain) => Message;
}

function describeSubject<Message>(subject: Subject<Message>): void {
  describe(`${subject.type}`, () => {
    test("the official decoder reads the output of this package", () => {
      fc.assert(
        fc.property(subject.messages, (message) => {
          const plain = official.officialDecode(subject.type, subject.encode(message));
          assert.deepStrictEqual(subject.toModel(plain), message);
        }),
        runs,
      );
    });

    test("this package reads the output of the official encoder", () => {
      fc.assert(
        fc.property(subject.messages, (message) => {
          const bytes = official.officialEncode(subject.type, subject.toPlain(message));
          assert.deepStrictEqual(subject.decode(bytes), message);
        }),
        runs,
      );
    });
  });
}

describeSubject({
  type: official.TRACES,
  messages: traces,
  encode: otlp.encodeTraces,
  decode: otlp.decodeTraces,
  toPlain: plainTraces,
  toModel: modelTraces,
});

describeSubject({
  type: official.LOGS,
  messages: logs,
  encode: otlp.encodeLogs,
  decode: otlp.decodeLogs,
  toPlain: plainLogs,
  toModel: modelLogs,
});

describeSubject({
  type: official.METRICS,
  messages: metrics,
  encode: otlp.encodeMetrics,
  decode: otlp.decodeMetrics,
  toPlain: plainMetrics,
  toModel: modelMetrics,
});

const responses = [
  [
    official.TRACES_RESPONSE,
    "rejectedSpans",
    otlp.encodeTracesExportResponse,
    otlp.decodeTracesExportResponse,
  ],
  [
    official.METRICS_RESPONSE,
    "rejectedDataPoints",
    otlp.encodeMetricsExportResponse,
    otlp.decodeMetricsExportResponse,
  ],
  [
    official.LOGS_RESPONSE,
    "rejectedLogRecords",
    otlp.encodeLogsExportResponse,
    otlp.decodeLogsExportResponse,
  ],
] as const;

for (const [type, key, encode, decode] of responses) {
  describeSubject<otlp.ExportResponse>({
    type,
    messages: exportResponse,
    encode,
    decode,
    toPlain: ({ rejected, errorMessage }) => ({
      partialSuccess: { [key]: String(rejected), errorMessage },
    }),
    toModel: ({ partialSuccess }) => ({
      rejected: BigInt(partialSuccess?.[key] ?? 0),
      errorMessage: partialSuccess?.errorMessage ?? "",
    }),
  });
}

describeSubject<otlp.Status>({
  type: official.STATUS,
  messages: status,
  encode: otlp.encodeStatus,
  decode: otlp.decodeStatus,
  toPlain: (message) => ({ ...message }),
  toModel: ({ code, message }) => ({ code: code ?? 0, message: message ?? "" }),
});
