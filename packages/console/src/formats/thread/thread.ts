// The thread that decodes large requests in formats that can only be read whole, such as JSON. It answers with the same request as
// protobuf, which the console decodes in pieces (docs/adr/112-take-large-requests-in-pieces.md).
import { parentPort } from "node:worker_threads";
import { encodeLogs, encodeMetrics, encodeTraces, OtlpError } from "otlp";
import { ProblemError } from "../../problem/problem.ts";
import { type Decoded, decoders } from "../decode.ts";
import type { DecodeAnswer, DecodeQuestion } from "./messages.ts";

parentPort?.on("message", (question: DecodeQuestion) => {
  const given = answer(question);
  parentPort?.postMessage(given, "bytes" in given ? [given.bytes.buffer as ArrayBuffer] : []);
});

function answer({ id, format, body }: DecodeQuestion): DecodeAnswer {
  try {
    const decoded: Decoded = decoders[format](body);
    return { id, signal: decoded.signal, bytes: encode(decoded), refused: decoded.refused };
  } catch (error) {
    if (error instanceof ProblemError)
      return { id, problem: { code: error.code, message: error.message, fix: error.fix } };
    if (error instanceof OtlpError) return { id, otlpError: { code: error.code, message: error.message } };
    return { id, failed: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}

function encode(decoded: Decoded): Uint8Array {
  if (decoded.signal === "traces") return encodeTraces(decoded.request);
  if (decoded.signal === "metrics") return encodeMetrics(decoded.request);
  return encodeLogs(decoded.request);
}
