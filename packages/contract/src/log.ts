import { z } from "zod";
import { severityNames } from "./enumerations.ts";
import { attributes, typedValue } from "./value.ts";
import { pageOf, resolvedRange } from "./query.ts";
import { filterFields, hex, oneOf, pageFields, rangeFields, text, whole } from "./fields.ts";
import type { In, Out, Routes } from "./route.ts";
import { hasMore, truncated } from "./truncated.ts";

export const severityName = z.enum(severityNames).meta({ id: "SeverityName" });
export type SeverityName = Out<typeof severityName>;

export const logRecord = z
  .object({
    id: z.string().describe("Stable identity for lists and links. Opaque."),
    timeNs: z
      .string()
      .describe("Unix time in ns: when it happened, or when it was observed if that is unknown."),
    severityNumber: z.number().describe("0 (unspecified) to 24."),
    severityText: z.string(),
    eventName: z.string(),
    body: typedValue,
    text: z.string().describe("The body as one line of text."),
    service: z.string(),
    environment: z.string(),
    traceId: z.string().describe("Empty when the record belongs to no trace."),
    spanId: z.string(),
    attributes,
    resource: attributes,
    scope: z.object({ name: z.string(), version: z.string() }),
  })
  .meta({ id: "LogRecord" });
export type LogRecord = Out<typeof logRecord>;

export const logsResult = z.object(pageOf(logRecord)).meta({ id: "LogsResult" });
export type LogsResult = Out<typeof logsResult>;

export const logHistogramResult = z
  .object({
    ...resolvedRange,
    stepMs: z.number(),
    buckets: z.array(
      z.object({
        time: z.string(),
        counts: z
          .record(severityName, z.number())
          .describe("By severity; records without one count as `info`."),
      }),
    ),
  })
  .meta({
    id: "LogHistogramResult",
    description: "Counts by severity over time.",
  });
export type LogHistogramResult = Out<typeof logHistogramResult>;

export const logContextResult = z
  .object({
    before: z.array(logRecord).describe("Oldest first."),
    record: logRecord,
    after: z.array(logRecord).describe("Oldest first."),
  })
  .meta({ id: "LogContextResult" });
export type LogContextResult = Out<typeof logContextResult>;

const facetValues = z.array(z.object({ value: z.string(), count: z.number() }));

export const logFacetsResult = z
  .object({
    ...resolvedRange,
    services: facetValues.describe("At most 50, the most frequent first."),
    truncatedServices: truncated("Services"),
    attributes: z
      .array(z.object({ key: z.string(), count: z.number(), values: facetValues }))
      .describe("At most 20 keys of text and boolean attributes with at most 8 values each."),
    hasMoreAttributes: hasMore("attributes"),
    sampled: z
      .number()
      .nullable()
      .describe("Number of the newest records in which attributes are counted; `null`: in all."),
  })
  .meta({ id: "LogFacetsResult" });
export type LogFacetsResult = Out<typeof logFacetsResult>;

export const logConditions = {
  ...rangeFields,
  ...filterFields,
  service: text,
  severity: oneOf(...severityNames).describe("This severity and above."),
  text: text.describe("Words that must all be in the body."),
  traceId: hex(32),
  spanId: hex(16),
  eventName: text,
  kind: oneOf("log", "event").describe("`event`: records with an event name; `log`: those without."),
  pattern: text.describe("A `template` of `/api/logs/patterns`: records of this pattern."),
};
export type LogHistogramQuery = In<typeof logConditions>;
const logsQuery = { ...logConditions, ...pageFields };
export type LogsQuery = In<typeof logsQuery>;

export const logRoutes = {
  "GET /api/logs": { summary: "Lists log records, newest first.", query: logsQuery, result: logsResult },
  "GET /api/logs/histogram": {
    summary: "Counts log records over the range, by severity.",
    query: logConditions,
    result: logHistogramResult,
  },
  "GET /api/logs/facets": {
    summary: "Counts log records by service and by values of their attributes.",
    query: logConditions,
    result: logFacetsResult,
  },
  "GET /api/logs/:id/context": {
    summary: "Returns the records before and after a log record.",
    description:
      "Filters do not apply: the neighbours are those of the same process, or of the same service.",
    query: {
      count: whole(1, 100).default(10).describe("Records before and after."),
      of: oneOf("instance", "service").default("instance"),
    },
    result: logContextResult,
  },
} satisfies Routes;
