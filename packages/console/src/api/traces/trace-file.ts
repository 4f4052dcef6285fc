// GET /api/traces/{id}/file: one trace as a file, as OTLP JSON with its log records, or as Jaeger's JSON.
import { Readable } from "node:stream";
import type { ParamsOf } from "contract";
import { jaegerJson } from "../../export/jaeger.ts";
import type { Ask } from "../../export/origin.ts";
import { otlpLines, spanRequests } from "../../export/otlp-lines.ts";
import type { Slice } from "../../export/slices.ts";
import type { QueryName } from "../../sql/query-name.ts";
import { Attachment } from "../attachment.ts";
import { type ApiContext, run } from "../context.ts";
import { unknownTrace } from "./trace.ts";

/** Log records of the trace so long before its first and after its last span belong to the file. */
const aroundMs = 3_600_000;

/** Reads while the file is taken, a few thousand spans at a time, so that a trace may have any number of them. */
export async function getTraceFile(
  { id: traceId, format }: ParamsOf<"GET /api/traces/:id/file">,
  context: ApiContext,
): Promise<Attachment> {
  const [extent] = await run<{ firstNs: string; lastNs: string }>(context, "trace-extents", {
    ids: [traceId],
  });
  if (extent === undefined) throw unknownTrace(traceId);
  const ask = askOf(traceId, context);
  const range = { from: toMs(extent.firstNs), to: toMs(extent.lastNs) + 1 };
  if (format === "jaeger-json") {
    const text = jaegerJson(traceId, spanRequests(ask, range));
    return new Attachment(`trace-${traceId}.jaeger.json`, streamOf(text));
  }
  const lines = streamOf(linesOf(ask, range));
  return new Attachment(`trace-${traceId}.otlp.jsonl`, lines, "application/x-ndjson");
}

async function* linesOf(ask: Ask, range: Slice): AsyncGenerator<string> {
  for await (const line of otlpLines(ask, "traces", range)) yield `${line}\n`;
  const around = { from: range.from - aroundMs, to: range.to + aroundMs };
  for await (const line of otlpLines(ask, "logs", around)) yield `${line}\n`;
}

/** Every query is asked for this trace alone. */
function askOf(trace: string, context: ApiContext): Ask {
  return async <Row>(query: QueryName, params: Readonly<Record<string, unknown>>) =>
    context.queries.run<Row>(query, { ...params, trace }, { signal: context.signal, priority: "bulk" });
}

function streamOf(parts: AsyncIterable<string>): Readable {
  return Readable.from(bytesOf(parts), { objectMode: false });
}

async function* bytesOf(parts: AsyncIterable<string>): AsyncGenerator<Buffer> {
  for await (const part of parts) yield Buffer.from(part);
}

function toMs(ns: string): number {
  return Number(BigInt(ns) / 1_000_000n);
}
