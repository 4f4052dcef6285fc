// Requests in other formats than OTLP's protobuf, as decoded requests of OTLP.
import {
  decodeLogsJson,
  decodeMetricsJson,
  decodeTracesJson,
  type JsonOptions,
  type ResourceLogs,
  type ResourceMetrics,
  type ResourceSpans,
} from "otlp";
import { ProblemError } from "../problem/problem.ts";
import { spanIdOrNone, traceIdOrNone } from "./ids.ts";
import { addJaegerTrace } from "./jaeger.ts";
import { readJaegerThrift } from "./jaeger-thrift.ts";
import { readJsonText } from "./json-text.ts";
import { isObject } from "./shape.ts";
import { createSpanGroups } from "./span-groups.ts";
import { addZipkinSpans } from "./zipkin.ts";
import { readZipkinProtobuf } from "./zipkin-protobuf.ts";

/** A decoded request, and how many of its items are refused by reason. */
export type Decoded = (
  | { readonly signal: "traces"; readonly request: readonly ResourceSpans[] }
  | { readonly signal: "metrics"; readonly request: readonly ResourceMetrics[] }
  | { readonly signal: "logs"; readonly request: readonly ResourceLogs[] }
) & { readonly refused: ReadonlyMap<string, number> };

/** Each throws {@link ProblemError} or `OtlpError` when the body cannot be read. */
export const decoders = {
  "otlp-json-traces": (body) => {
    const { refused, options } = refusing();
    return { signal: "traces", request: decodeTracesJson(readJsonText(body), options), refused };
  },
  "otlp-json-metrics": (body) => {
    const { refused, options } = refusing();
    return { signal: "metrics", request: decodeMetricsJson(readJsonText(body), options), refused };
  },
  "otlp-json-logs": (body) => {
    const { refused, options } = refusing();
    return { signal: "logs", request: decodeLogsJson(readJsonText(body), options), refused };
  },
  "zipkin-json": (body) => decodeZipkin(readJson(body)),
  "zipkin-protobuf": (body) => decodeZipkin(readZipkinProtobuf(body)),
  "jaeger-thrift": (body) => {
    const { process, spans } = readJaegerThrift(body);
    const groups = createSpanGroups();
    addJaegerTrace({ spans: spans.map((span) => ({ ...span, process })) }, groups);
    return { signal: "traces", request: groups.take(), refused: new Map() };
  },
} as const satisfies Record<string, (body: Uint8Array) => Decoded>;

export type Format = keyof typeof decoders;

/** So many rows of one request are refused one by one; what has more is not telemetry. */
const maxBadRows = 100_000;

/** Rows that cannot be read are refused with a reason each, and the others are taken. */
function refusing(): { readonly refused: ReadonlyMap<string, number>; readonly options: JsonOptions } {
  const refused = new Map<string, number>();
  let count = 0;
  return {
    refused,
    options: {
      onBadItem(error, rows) {
        if (++count > maxBadRows) throw error;
        const reason = error.message.replace(/^Cannot decode the message: /, "").replace(/\.$/, "");
        refused.set(reason, (refused.get(reason) ?? 0) + rows);
      },
    },
  };
}

const noSpan = "it is not an object in curly braces";

function decodeZipkin(records: readonly unknown[]): Decoded {
  const groups = createSpanGroups();
  const spans = records.filter(isObject);
  addZipkinSpans(spans, groups, { traceId: traceIdOrNone, spanId: spanIdOrNone, partial: true });
  const others = records.length - spans.length;
  const refused = new Map(others === 0 ? [] : [[noSpan, others]]);
  return { signal: "traces", request: groups.take(), refused };
}

function readJson(body: Uint8Array): readonly unknown[] {
  let records: unknown;
  try {
    records = JSON.parse(readJsonText(body));
  } catch (cause) {
    if (cause instanceof ProblemError) throw cause;
    throw new ProblemError(
      "FORMAT_INVALID",
      `Cannot read the body: it is not JSON (${(cause as Error).message}).`,
      "",
      { cause },
    );
  }
  if (!Array.isArray(records) || (records.length > 0 && !records.some(isObject)))
    throw new ProblemError("FORMAT_INVALID", "Cannot read the body: expected a list of spans, `[{…}, …]`.");
  return records as readonly unknown[];
}
