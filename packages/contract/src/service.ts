import { measureText } from "catalog/measures";
import { z } from "zod";
import { resolvedRange } from "./query.ts";
import { spanKind } from "./trace.ts";
import { rangeFields, whole } from "./fields.ts";
import type { In, Out, Routes } from "./route.ts";
import { hasMore, truncated } from "./truncated.ts";

const servicePeriod = z
  .object({
    entries: z
      .number()
      .describe(
        "Stored entry spans: requests of the service, that is server and consumer spans, and other roots except those of transactions, journeys and interactions.",
      ),
    errors: z.number(),
    ratePerSecond: z.number().describe("Stored entry spans per second."),
    estimatedRatePerSecond: z.number().describe("The same, estimated before sampling."),
    errorRate: z.number().describe(measureText("errorShare")),
    p50Ms: z.number().nullable(),
    p95Ms: z.number().nullable(),
    p99Ms: z.number().nullable(),
  })
  .meta({ id: "ServicePeriod", description: "The entry spans of a service in a period of time." });
export type ServicePeriod = Out<typeof servicePeriod>;

export const ratesFrom = z
  .string()
  .nullable()
  .describe(
    "From when on its rates are counted: the minute of its first span where that is in the range, else null, which is the beginning of the range. A service without a span in the period before and in the day before that began anew. A database, a queue or a host began with the first of the services that use it.",
  );

export const serviceSummary = z
  .object({
    name: z.string(),
    environments: z.array(z.string()),
    version: z
      .string()
      .describe(
        "Newest `service.version` seen in the range, and when it was first seen; empty when unknown.",
      ),
    versionSince: z.string(),
    versions: z
      .array(z.object({ version: z.string(), since: z.string() }))
      .describe(
        "Versions that sent spans in the last five minutes of the service: the 20 newest, newest first.",
      ),
    truncatedVersions: truncated("Such versions"),
    ratesFrom,
    ratePerSecond: z.number().describe("Stored entry spans per second."),
    estimatedRatePerSecond: z.number().describe("The same, estimated before sampling."),
    errorRate: z.number().describe(measureText("errorShare")),
    entries: z.number().describe("Stored entry spans."),
    errors: z.number(),
    p50Ms: z.number().nullable(),
    p95Ms: z.number().nullable(),
    p99Ms: z.number().nullable(),
    previous: servicePeriod.nullable().describe("The same length of time before; null without spans then."),
    rates: z.array(z.number()).describe("One value per step of the range."),
    estimatedRates: z.array(z.number()).describe("The same, estimated before sampling."),
    errorRates: z.array(z.number().nullable()),
    p95sMs: z.array(z.number().nullable()),
    spans: z.number(),
  })
  .meta({ id: "ServiceSummary" });
export type ServiceSummary = Out<typeof serviceSummary>;

export const servicesResult = z
  .object({
    ...resolvedRange,
    stepMs: z.number(),
    services: z
      .array(serviceSummary)
      .describe("By name: the 500 with most spans, without names of more than 1,000 characters."),
    truncated: truncated("Services"),
    environments: z.array(z.string()).describe("The 500 with most spans, by name."),
    hasMoreEnvironments: hasMore("environments"),
  })
  .meta({ id: "ServicesResult" });
export type ServicesResult = Out<typeof servicesResult>;

export const serviceOperation = z
  .object({
    name: z.string(),
    kind: spanKind,
    entry: z.boolean().describe("Whether spans of it are requests of the service."),
    spans: z.number(),
    estimatedSpans: z.number(),
    errors: z.number(),
    errorRate: z.number().describe("Share of the spans before sampling that failed."),
    totalMs: z.number().describe("Time that the spans took together, estimated before sampling."),
    p50Ms: z.number().nullable(),
    p95Ms: z.number().nullable(),
    previous: z
      .object({
        spans: z.number(),
        errors: z.number(),
        errorRate: z.number(),
        p95Ms: z.number().nullable(),
      })
      .nullable()
      .describe("The same length of time before; null without spans then."),
  })
  .meta({ id: "ServiceOperation" });
export type ServiceOperation = Out<typeof serviceOperation>;

const serviceVersion = servicePeriod
  .extend({
    version: z.string().describe("`service.version`; empty for spans without."),
    since: z.string().describe("When it was first seen, also before the range; empty when unknown."),
    last: z.string().describe("The last minute of the range with its spans."),
  })
  .meta({ id: "ServiceVersion", description: "The entry spans of one version in the range." });
export type ServiceVersion = Out<typeof serviceVersion>;

export const serviceDetail = z
  .object({
    ...resolvedRange,
    name: z.string(),
    ratesFrom,
    stepMs: z.number(),
    times: z.array(z.number()).describe("Starts of the steps, Unix ms."),
    rates: z.array(z.number()),
    estimatedRates: z.array(z.number()),
    errorRates: z.array(z.number().nullable()),
    p50sMs: z.array(z.number().nullable()),
    p95sMs: z.array(z.number().nullable()),
    p99sMs: z.array(z.number().nullable()),
    current: servicePeriod,
    previous: servicePeriod.nullable().describe("The same length of time before; null without spans then."),
    versions: z
      .array(z.object({ version: z.string(), since: z.string() }))
      .describe(
        "Versions that sent spans in the last five minutes of the service: the 20 newest, newest first.",
      ),
    truncatedVersions: truncated("Such versions"),
    byVersion: z
      .array(serviceVersion)
      .describe("Newest first, at most 50. Computed once a minute, so the last two minutes may be missing."),
    truncatedByVersion: truncated("Versions"),
    operations: z.array(serviceOperation).describe("Ordered by total time, at most 200."),
    operationsMs: z
      .number()
      .describe("Sum of `totalMs` over all operations, also those that are not listed."),
    truncatedOperations: truncated("Operations"),
  })
  .meta({
    id: "ServiceDetail",
    description: "One service over time. Rates, errors and durations are those of its entry spans.",
  });
export type ServiceDetail = Out<typeof serviceDetail>;

const serviceQuery = {
  ...rangeFields,
  stepMs: whole(60_000, 366 * 86_400_000).describe(
    "Width of a step, in whole minutes; about 120 steps when absent.",
  ),
};
export type ServiceQuery = In<typeof serviceQuery>;

export const serviceRoutes = {
  "GET /api/services": {
    summary: "Lists services with their rate, errors and 95th percentile over the range.",
    query: rangeFields,
    result: servicesResult,
  },
  "GET /api/services/:name": {
    summary: "Returns one service over time, and its operations, those with most time first.",
    query: serviceQuery,
    result: serviceDetail,
  },
} satisfies Routes;
