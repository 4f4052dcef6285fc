import { z } from "zod";
import { pageOf } from "./query.ts";
import { attributes } from "./value.ts";
import { logRecord } from "./log.ts";
import { businessEvent } from "./business-event.ts";
import { decimal, expected, filterFields, oneOf, pageFields, rangeFields, text } from "./fields.ts";
import type { In, Out, Routes } from "./route.ts";

export const spanKind = z
  .enum(["unspecified", "internal", "server", "client", "producer", "consumer"])
  .meta({ id: "SpanKind" });
export type SpanKind = Out<typeof spanKind>;

export const spanStatus = z.enum(["unset", "ok", "error"]).meta({ id: "SpanStatus" });
export type SpanStatus = Out<typeof spanStatus>;

export const traceSummary = z
  .object({
    traceId: z.string().describe("32 hex digits."),
    rootName: z.string(),
    rootService: z.string(),
    startNs: z.string().describe("Unix time in ns, decimal."),
    durationNs: z.string(),
    spanCount: z.number(),
    errorCount: z.number(),
    services: z.array(z.string()),
  })
  .meta({ id: "TraceSummary" });
export type TraceSummary = Out<typeof traceSummary>;

export const tracesResult = z.object(pageOf(traceSummary)).meta({ id: "TracesResult" });
export type TracesResult = Out<typeof tracesResult>;

export const spanEvent = z
  .object({ timeNs: z.string(), name: z.string(), attributes, droppedAttributesCount: z.number() })
  .meta({ id: "SpanEvent" });
export type SpanEvent = Out<typeof spanEvent>;

export const spanLink = z
  .object({
    traceId: z.string(),
    spanId: z.string(),
    traceState: z.string(),
    attributes,
    flags: z.number(),
    droppedAttributesCount: z.number(),
  })
  .meta({ id: "SpanLink" });
export type SpanLink = Out<typeof spanLink>;

export const span = z
  .object({
    traceId: z.string(),
    spanId: z.string().describe("16 hex digits."),
    parentSpanId: z.string().describe("Empty for a root. The parent may be missing from the store."),
    traceState: z.string(),
    flags: z.number(),
    name: z.string(),
    kind: spanKind,
    service: z.string(),
    startNs: z.string(),
    durationNs: z.string(),
    status: spanStatus,
    statusMessage: z.string(),
    attributes,
    resourceId: z.string().describe("Key into `Trace.resources`."),
    scope: z.object({ name: z.string(), version: z.string() }),
    events: z.array(spanEvent),
    links: z.array(spanLink),
    droppedAttributesCount: z.number(),
    droppedEventsCount: z.number(),
    droppedLinksCount: z.number(),
  })
  .meta({ id: "Span" });
export type Span = Out<typeof span>;

export const trace = z
  .object({
    traceId: z.string(),
    kept: z
      .boolean()
      .describe(
        "`false`: spans were dropped by sampling, business records are here. An unknown trace is a 404 `TRACE_UNKNOWN`.",
      ),
    startNs: z.string(),
    durationNs: z.string(),
    spans: z.array(span),
    resources: z.record(z.string(), attributes),
    logs: z.array(logRecord),
    businessEvents: z.array(businessEvent),
    truncated: z.boolean().describe("Spans or logs beyond the limit are left out."),
  })
  .meta({
    id: "Trace",
    description: "One trace with at most 20,000 spans, ordered by start.",
  });
export type Trace = Out<typeof trace>;

const tracesQuery = {
  ...rangeFields,
  ...filterFields,
  ...pageFields,
  service: text,
  name: text.describe("Exact name of a span in the trace."),
  status: oneOf("error", "ok").describe(
    "`error`: traces with at least one span in error; `ok`: traces without.",
  ),
  minDurationMs: decimal(0, 1e12),
  maxDurationMs: decimal(0, 1e12),
  order: oneOf("newest", "slowest").default("newest"),
};
export type TracesQuery = In<typeof tracesQuery>;

const traceId = expected(
  "a trace id of 32 hex digits",
  "Copy the whole id, for example from a `traceparent` header.",
);

export const traceRoutes = {
  "GET /api/traces": {
    summary: "Lists traces, newest or slowest first.",
    query: tracesQuery,
    result: tracesResult,
  },
  "GET /api/traces/:id": {
    summary: "Returns one trace with its spans, log records and business records.",
    params: {
      id: z
        .string(traceId)
        .regex(/^[0-9a-fA-F]{32}$/, traceId)
        .toLowerCase(),
    },
    result: trace,
  },
} satisfies Routes;
