import { z } from "zod";
import { pageOf, resolvedRange } from "./query.ts";
import { logRecord } from "./log.ts";
import { oneOf, pageFields, rangeFields, text } from "./fields.ts";
import type { In, Out, Routes } from "./route.ts";

export const errorGroup = z
  .object({
    fingerprint: z.string(),
    type: z
      .string()
      .describe("Type of the latest error; `message` and `place` are also those of the latest."),
    message: z.string(),
    place: z.string().describe("Function and file of the application's own code; empty when unknown."),
    service: z.string(),
    services: z.array(z.string()),
    count: z.number(),
    unhandledCount: z.number().describe("How many of them were not caught."),
    users: z.number().describe("Distinct people affected."),
    sessions: z.number(),
    firstNs: z.string(),
    lastNs: z.string(),
    firstSeenNs: z.string().describe("Over the whole retention."),
    lastSeenNs: z.string(),
    releases: z
      .array(z.string())
      .describe(
        "The versions it was seen in, over all that is kept, in the order in which it came up there.",
      ),
    traceId: z.string().describe("The trace of the latest error that has one; empty when none has."),
  })
  .meta({
    id: "ErrorGroup",
    description: "Errors with the same fingerprint, with their figures in the range.",
  });
export type ErrorGroup = Out<typeof errorGroup>;

export const errorsResult = z
  .object({ ...resolvedRange, ...pageOf(errorGroup) })
  .meta({ id: "ErrorsResult" });
export type ErrorsResult = Out<typeof errorsResult>;

export const errorRelease = z
  .object({
    version: z.string(),
    count: z.number(),
    users: z.number(),
    firstNs: z.string(),
    lastNs: z.string(),
  })
  .meta({ id: "ErrorRelease", description: "Figures of a group in one version." });
export type ErrorRelease = Out<typeof errorRelease>;

export const errorOccurrence = z
  .object({
    id: z.string().describe("Id of its log record."),
    timeNs: z.string(),
    message: z.string(),
    service: z.string(),
    version: z.string(),
    handled: z.boolean(),
    user: z.string(),
    session: z.string(),
    traceId: z.string(),
    spanId: z.string(),
  })
  .meta({ id: "ErrorOccurrence", description: "One error of a group." });
export type ErrorOccurrence = Out<typeof errorOccurrence>;

export const errorResult = z
  .object({
    ...resolvedRange,
    ...pageOf(errorOccurrence),
    group: errorGroup,
    releases: z.array(errorRelease),
    stepMs: z.number(),
    buckets: z.array(z.object({ time: z.string(), count: z.number() })),
    sample: logRecord
      .nullable()
      .describe("The record of the latest error with stack and fields; `null` when its retention is over."),
  })
  .meta({ id: "ErrorResult", description: "One group, with a page of its errors." });
export type ErrorResult = Out<typeof errorResult>;

const conditions = {
  ...rangeFields,
  ...pageFields,
  service: text,
  handled: oneOf("true", "false").describe("Only errors that were caught, or only those that were not."),
};
const errorsQuery = { ...conditions, sort: oneOf("latest", "count", "users").default("latest") };
export type ErrorsQuery = In<typeof errorsQuery>;

export const errorRoutes = {
  "GET /api/errors": {
    summary: "Lists captured errors, grouped by fingerprint.",
    query: errorsQuery,
    result: errorsResult,
  },
  "GET /api/errors/:fingerprint": {
    summary:
      "Returns one group of errors, its figures by release and over time, and its errors, newest first.",
    query: conditions,
    result: errorResult,
  },
} satisfies Routes;
