import { z } from "zod";
import { spanKinds, spanStatuses } from "./enumerations.ts";
import { pageOf } from "./query.ts";
import { attributes } from "./value.ts";
import { logRecord } from "./log.ts";
import { businessEvent } from "./business-event.ts";
import { decimal, expected, filterFields, oneOf, pageFields, rangeFields, text } from "./fields.ts";
import type { In, Out, Routes } from "./route.ts";

export const spanKind = z.enum(spanKinds).meta({ id: "SpanKind" });
export type SpanKind = Out<typeof spanKind>;

export const spanStatus = z.enum(spanStatuses).meta({ id: "SpanStatus" });
export type SpanStatus = Out<typeof spanStatus>;

export const traceSummary = z
  .object({
    traceId: z.string().describe("32 hex digits."),
    root: z
      .enum(["received", "arriving", "missing"])
      .describe(
        "`arriving`: the root span is not here yet, and the last span of the trace ended less than two minutes ago; so far `rootName` and `rootService` are those of the first span. `missing`: the same, later.",
      ),
    rootName: z.string(),
    rootService: z.string(),
    startNs: z.string().describe("Unix time in ns, decimal."),
    durationNs: z.string(),
    spanCount: z.number(),
    errorCount: z.number(),
    services: z.array(z.string()),
    values: z
      .record(z.string(), z.string())
      .describe(
        "Values of the attributes that `column` names: of the root span, else of the first span that has one. Without those that no span has.",
      ),
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

export const traceOutline = z
  .object({
    originNs: z.string().describe("Starts count from this time."),
    ids: z.string().describe("The id of each span, 16 hex digits each, one after the other."),
    parentIds: z.string().describe("Likewise the ids of the parents; zeros for a root."),
    starts: z.array(z.number()).describe("Ns since `originNs`."),
    durations: z.array(z.number()).describe("In ns."),
    names: z.array(z.string()).describe("Distinct names; `nameOf` has the index of each span."),
    nameOf: z.array(z.number()),
    services: z.array(z.string()),
    serviceOf: z.array(z.number()),
    resourceIds: z.array(z.string()).describe("Keys into `Trace.resources`."),
    resourceOf: z.array(z.number()),
    kinds: z.array(z.number()).describe("As in OTLP, 0 to 5."),
    statuses: z.array(z.number()).describe("0 unset, 1 ok, 2 error."),
    errors: z.array(z.object({ spanId: z.string(), type: z.string(), message: z.string() })),
    events: z.array(z.object({ spanId: z.string(), timeNs: z.string(), name: z.string() })),
    links: z.array(z.object({ spanId: z.string(), traceId: z.string(), linkedSpanId: z.string() })),
  })
  .meta({
    id: "TraceOutline",
    description: "The spans of a large trace as columns, in any order, without their attributes.",
  });
export type TraceOutline = Out<typeof traceOutline>;

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
    outline: traceOutline
      .optional()
      .describe("Instead of `spans`, when `detail=auto` was asked for a trace of more than 5,000 spans."),
  })
  .meta({
    id: "Trace",
    description: "One trace with at most 20,000 spans, ordered by start, or an outline of at most 200,000.",
  });
export type Trace = Out<typeof trace>;

export const spanDetail = z
  .object({ span, resource: attributes })
  .meta({ id: "SpanDetail", description: "One span with everything that is stored of it." });
export type SpanDetail = Out<typeof spanDetail>;

export const traceMatches = z
  .object({
    spanIds: z.array(z.string()).describe("By start."),
    truncated: z.boolean().describe("More than 200,000 spans match."),
  })
  .meta({ id: "TraceMatches" });
export type TraceMatches = Out<typeof traceMatches>;

const traceId = expected(
  "a trace id of 32 hex digits",
  "Copy the whole id, for example from a `traceparent` header.",
);
const id = z
  .string(traceId)
  .regex(/^[0-9a-fA-F]{32}$/, traceId)
  .toLowerCase();

const spanId = expected("a span id of 16 hex digits", "Copy the whole id.");

const tracesQuery = {
  ...rangeFields,
  ...filterFields,
  ...pageFields,
  service: text,
  name: text.describe("Exact name of a span in the trace."),
  status: oneOf("error", "ok").describe(
    "`error`: traces with at least one span in error; `ok`: traces without.",
  ),
  within: oneOf("traces", "spans")
    .default("traces")
    .describe(
      "What lies in the range. `traces`: the start of the trace; `spans`: a span that matches all filters, whose trace began at most ten minutes before the range.",
    ),
  minDurationMs: decimal(0, 1e12),
  maxDurationMs: decimal(0, 1e12),
  order: oneOf("newest", "slowest", "spans", "errors")
    .default("newest")
    .describe("`spans`, `errors`: most of them first."),
  column: z
    .array(z.string().max(256, expected("at most 256 characters", "Shorten it.")))
    .max(8, expected("at most 8 of them", "Leave some out."))
    .default([])
    .describe("Attribute of spans or resources to return in `values`. Repeat the parameter for several."),
  id: z
    .array(id)
    .max(50, expected("at most 50 of them", "Leave some out."))
    .default([])
    .describe(
      "Only these traces, wherever they are in time; without paging, and all other parameters but `column` are ignored.",
    ),
};
export type TracesQuery = In<typeof tracesQuery>;

export const traceRoutes = {
  "GET /api/traces": {
    summary: "Lists traces: newest, slowest, or those with most spans or errors first.",
    query: tracesQuery,
    result: tracesResult,
  },
  "GET /api/traces/:id": {
    summary: "Returns one trace with its spans, log records and business records.",
    params: { id },
    query: {
      detail: oneOf("full", "auto")
        .default("full")
        .describe(
          "`auto`: more than 5,000 spans come as `outline`, and the rest of each span from `/api/traces/{id}/spans/{span}`.",
        ),
    },
    result: trace,
    isLong: true,
  },
  "GET /api/traces/:id/file": {
    summary: "Returns one trace as a file.",
    description:
      "`otlp-json` has one export request a line, of spans and then of log records; `telltale-console import` and collectors read it. `jaeger-json` is what Jaeger's UI opens; it has whole microseconds and no log records.",
    params: { id },
    query: { format: oneOf("otlp-json", "jaeger-json").default("otlp-json") },
    file: ["application/x-ndjson", "application/json"],
  },
  "GET /api/traces/:id/spans/:span": {
    summary: "Returns one span of a trace.",
    params: {
      id,
      span: z
        .string(spanId)
        .regex(/^[0-9a-fA-F]{16}$/, spanId)
        .toLowerCase(),
    },
    result: spanDetail,
  },
  "GET /api/traces/:id/search": {
    summary: "Finds spans of one trace by words in their names, attributes and events.",
    params: { id },
    query: {
      text: text.describe(
        "Words, all of which must be in the name, service, kind, id, status message, attributes (`key=value`) or events of a span.",
      ),
    },
    result: traceMatches,
  },
} satisfies Routes;
