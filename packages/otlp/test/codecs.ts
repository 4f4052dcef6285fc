// The codec of each signal, and the outcome of decoding untrusted bytes: a message or an `OtlpError`.
import assert from "node:assert/strict";

import type fc from "fast-check";
import * as otlp from "otlp";

import { logs, metrics, traces } from "./arbitrary.ts";

export interface Codec {
  readonly name: string;
  readonly messages: fc.Arbitrary<unknown[]>;
  readonly encode: (message: never) => Uint8Array;
  readonly decode: (bytes: Uint8Array) => unknown;
  readonly encodeJson: (message: never) => string;
  readonly decodeJson: (json: string) => unknown;
}

/** The three signals. */
export const codecs: readonly Codec[] = [
  {
    name: "traces",
    messages: traces,
    encode: otlp.encodeTraces,
    decode: otlp.decodeTraces,
    encodeJson: otlp.encodeTracesJson,
    decodeJson: otlp.decodeTracesJson,
  },
  {
    name: "logs",
    messages: logs,
    encode: otlp.encodeLogs,
    decode: otlp.decodeLogs,
    encodeJson: otlp.encodeLogsJson,
    decodeJson: otlp.decodeLogsJson,
  },
  {
    name: "metrics",
    messages: metrics,
    encode: otlp.encodeMetrics,
    decode: otlp.decodeMetrics,
    encodeJson: otlp.encodeMetricsJson,
    decodeJson: otlp.decodeMetricsJson,
  },
];

/** Runs `decode` and returns the outcome. Any other error than an `OtlpError` fails the test. */
export function outcomeOf(decode: () => unknown): "read" | otlp.OtlpErrorCode {
  try {
    decode();
    return "read";
  } catch (error) {
    if (error instanceof otlp.OtlpError) return error.code;
    throw error;
  }
}

/** The code of the error that `decode` throws. */
export function errorCodeOf(decode: () => unknown): otlp.OtlpErrorCode {
  const outcome = outcomeOf(decode);
  assert.notEqual(outcome, "read", "expected an OtlpError");
  return outcome as otlp.OtlpErrorCode;
}
