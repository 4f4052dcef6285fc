// A batch as OTLP-JSON: for receivers, files and eyes that want it. Decoding and encoding are done a piece at a time, so that
// the event loop is never held for long.
import {
  decodeLogs,
  decodeMetrics,
  decodeTraces,
  encodeLogsJson,
  encodeMetricsJson,
  encodeTracesJson,
} from "otlp";
import type { Batch } from "../engine/exporter/exporter.ts";
import { splitBatch } from "./split.ts";

// two to three milliseconds of work for ordinary spans
const itemsAtATime = 128;

/** The batch as one OTLP-JSON object, without a line break in it. */
export async function toJson(batch: Batch): Promise<string> {
  if (batch.items <= itemsAtATime) return encode(batch);
  const pieces: string[] = [];
  for (const part of partsOf(batch)) {
    pieces.push(encode(part));
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  // {"resourceSpans":[…]}: what is between the outer brackets can be joined
  const [first = ""] = pieces;
  const head = first.slice(0, first.indexOf("[") + 1);
  const inner = pieces.map((piece) => piece.slice(piece.indexOf("[") + 1, piece.lastIndexOf("]")));
  return `${head}${inner.filter((part) => part !== "").join(",")}]}`;
}

function partsOf(batch: Batch): Batch[] {
  if (batch.items <= itemsAtATime) return [batch];
  const halves = splitBatch(batch);
  return halves === undefined ? [batch] : halves.flatMap(partsOf);
}

function encode({ signal, body }: Batch): string {
  if (signal === "traces") return encodeTracesJson(decodeTraces(body));
  return signal === "metrics" ? encodeMetricsJson(decodeMetrics(body)) : encodeLogsJson(decodeLogs(body));
}
