// Decoding returns what was encoded, in both encodings, for every signal and response.
import assert from "node:assert/strict";

import fc from "fast-check";
import * as otlp from "otlp";
import { describe, test } from "vitest";

import { exportResponse, logs, metrics, status, traces } from "./arbitrary.ts";

const runs = { numRuns: 300 };

function describeRoundTrip<Message, Encoded>(
  name: string,
  arbitrary: fc.Arbitrary<Message>,
  encode: (message: Message) => Encoded,
  decode: (encoded: Encoded) => Message,
): void {
  test(`${name}`, () => {
    fc.assert(
      fc.property(arbitrary, (message) => assert.deepStrictEqual(decode(encode(message)), message)),
      runs,
    );
  });
}

describe("decode(encode(x)) = x", () => {
  describeRoundTrip("traces, protobuf", traces, otlp.encodeTraces, otlp.decodeTraces);
  describeRoundTrip("traces, JSON", traces, otlp.encodeTracesJson, otlp.decodeTracesJson);
  describeRoundTrip("logs, protobuf", logs, otlp.encodeLogs, otlp.decodeLogs);
  describeRoundTrip("logs, JSON", logs, otlp.encodeLogsJson, otlp.decodeLogsJson);
  describeRoundTrip("metrics, protobuf", metrics, otlp.encodeMetrics, otlp.decodeMetrics);
  describeRoundTrip("metrics, JSON", metrics, otlp.encodeMetricsJson, otlp.decodeMetricsJson);
  describeRoundTrip(
    "export response, protobuf",
    exportResponse,
    otlp.encodeTracesExportResponse,
    otlp.decodeTracesExportResponse,
  );
  describeRoundTrip(
    "traces response, JSON",
    exportResponse,
    otlp.encodeTracesExportResponseJson,
    otlp.decodeTracesExportResponseJson,
  );
  describeRoundTrip(
    "metrics response, JSON",
    exportResponse,
    otlp.encodeMetricsExportResponseJson,
    otlp.decodeMetricsExportResponseJson,
  );
  describeRoundTrip(
    "logs response, JSON",
    exportResponse,
    otlp.encodeLogsExportResponseJson,
    otlp.decodeLogsExportResponseJson,
  );
  describeRoundTrip("status, protobuf", status, otlp.encodeStatus, otlp.decodeStatus);
  describeRoundTrip("status, JSON", status, otlp.encodeStatusJson, otlp.decodeStatusJson);
});
