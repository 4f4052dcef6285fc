import { measureText } from "catalog/measures";
import { z } from "zod";
import { pageOf, resolvedRange } from "./query.ts";
import { logRecord } from "./log.ts";
import { oneOf, pageFields, rangeFields, text } from "./fields.ts";
import type { Body, In, Out, Routes } from "./route.ts";
import { codeOrigin } from "./source-map.ts";
import { truncated } from "./truncated.ts";
import { money } from "./transaction.ts";

const stateName = z.enum(["open", "resolved", "ignored"]);
export type ErrorStateName = Out<typeof stateName>;

export const errorState = z
  .object({
    state: stateName,
    reopened: z.boolean().describe("It was resolved or ignored, and is open again because of later errors."),
    reopenedIn: z.string().describe("The version that a resolved group came back in; empty when unknown."),
    until: z
      .enum(["grows", "forever"])
      .nullable()
      .describe("How long it is ignored; `null` unless it is, or was until it grew."),
    limit: z.number().describe("Ignored until it grows: more errors than this within a day open it."),
    assignee: z.string().describe("The assignee; empty without one."),
    since: z.string().describe("When the state was set; empty when it never was."),
    by: z
      .string()
      .describe("Author of the last change of the state or the assignee; empty before the first."),
  })
  .meta({
    id: "ErrorState",
    description: "What people decided about a group, and whether that still holds.",
  });
export type ErrorState = Out<typeof errorState>;

export const newErrorState = z
  .strictObject({
    state: stateName.optional(),
    until: z.enum(["grows", "forever"]).optional().describe("With `ignored`; default `grows`."),
    assignee: z.string().trim().max(200).optional().describe("Empty removes the assignee."),
  })
  .refine(
    ({ state, assignee }) => state !== undefined || assignee !== undefined,
    "a `state` or an `assignee`",
  )
  .meta({ id: "NewErrorState", description: "A change: what it does not name stays as it is." });
export type NewErrorState = Body<typeof newErrorState>;

const errorText = z
  .object({
    template: z.string().describe("The words that they share, and `<_>` for a word that differs."),
    share: z.number().describe("Of the errors of the group, 0 to 1."),
    parts: z
      .array(z.array(z.object({ value: z.string(), share: z.number() })))
      .describe("Of each `<_>` the three most frequent words."),
  })
  .meta({
    id: "ErrorText",
    description:
      "What most messages of a group say; of a group with many errors estimated from about 200 of them.",
  });
export type ErrorText = Out<typeof errorText>;

export const errorGroup = z
  .object({
    fingerprint: z.string(),
    type: z.string().describe("Type of the latest error; `place` is also that of the latest."),
    message: z.string().describe("The most frequent message, its first 300 characters; see `text`."),
    place: z.string().describe("Function and file of the application's own code; empty when unknown."),
    service: z.string(),
    services: z.array(z.string()).describe("Up to 51 of them, with that of the latest error."),
    truncatedServices: truncated("Services"),
    text: errorText,
    count: z.number().describe(measureText("occurrences")),
    stored: z.number().describe("How many of them are stored."),
    unhandledCount: z.number().describe("How many of `count` were not caught."),
    users: z.number().describe("Distinct people affected."),
    sessions: z.number(),
    firstNs: z.string(),
    lastNs: z.string(),
    firstSeenNs: z
      .string()
      .describe("Over the whole retention, in the environment and the service of the request."),
    lastSeenNs: z.string(),
    releases: z
      .array(z.string())
      .describe(
        "The versions it was seen in, over all that is kept, in the order in which it came up there: of more than 50 the first 25 and the latest.",
      ),
    truncatedReleases: truncated("Versions"),
    traceId: z.string().describe("The trace of the latest error that has one; empty when none has."),
    state: errorState,
    atRisk: z
      .array(money)
      .nullable()
      .describe(
        `${measureText("atRisk")} Their records have a trace with an error of the group. \`null\`: not known.`,
      ),
    unfinishedTransactions: z
      .number()
      .nullable()
      .describe("How many transactions `atRisk` adds up, and those without an amount; `null` with `atRisk`."),
    riskFailed: z.string().nullable().describe("Why amounts at risk are not known; `null` if they are."),
    trend: z
      .array(z.number())
      .describe("Errors before sampling in each step of the range, as in `trendTimes`."),
  })
  .meta({
    id: "ErrorGroup",
    description: "Errors with the same fingerprint, with their figures in the range.",
  });
export type ErrorGroup = Out<typeof errorGroup>;

export const errorsResult = z
  .object({
    ...resolvedRange,
    ...pageOf(errorGroup),
    total: z.number().describe("Groups on all pages."),
    areNewKnown: z
      .boolean()
      .describe(
        "Whether the store knows at least a day before the range. Without, no group is listed as `new`; always `true` without that filter.",
      ),
    stepMs: z.number().describe("Length of a step of `trend`."),
    trendTimes: z.array(z.string()).describe("Start of each step of `trend`."),
  })
  .meta({ id: "ErrorsResult" });
export type ErrorsResult = Out<typeof errorsResult>;

export const errorRelease = z
  .object({
    version: z.string(),
    count: z.number().describe(measureText("occurrences")),
    stored: z.number().describe("How many of them are stored."),
    users: z.number(),
    firstNs: z.string(),
    lastNs: z.string(),
    origin: codeOrigin
      .nullable()
      .describe("Of the latest error in the version; `null` when its log record is not stored."),
  })
  .meta({ id: "ErrorRelease", description: "Figures of a group in one version." });
export type ErrorRelease = Out<typeof errorRelease>;

export const errorPerson = z
  .object({
    user: z.string(),
    count: z.number().describe(measureText("occurrences")),
    stored: z.number().describe("How many of them are stored."),
    sessions: z.number(),
    lastNs: z.string(),
  })
  .meta({ id: "ErrorPerson", description: "A person who met errors of a group in the range." });
export type ErrorPerson = Out<typeof errorPerson>;

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
    releases: z
      .array(errorRelease)
      .describe("In the order in which it came up there; of more than 200 the latest."),
    truncatedReleases: truncated("Versions"),
    people: z.array(errorPerson).describe("The 20 people with the most errors in the range."),
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
const errorsQuery = {
  ...conditions,
  sort: oneOf("latest", "count", "users", "first").default("latest"),
  search: text.describe("Only errors whose type, message or place contains this text."),
  new: oneOf("true").describe("Only groups that were first seen in the range."),
  state: oneOf(...stateName.options),
  assignee: text.describe("Only groups that this person takes care of."),
};
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
  "PUT /api/errors/:fingerprint/state": {
    summary: "Resolves, ignores, reopens or assigns a group of errors.",
    description:
      "The change is written to the audit log. A resolved group opens again with an error in a version that it had not occurred in when it was resolved, or in none. A group that is ignored until it grows opens again when it has more than `limit` errors within a day: twice as many as in the day before it was ignored, and at least ten.",
    body: newErrorState,
    result: errorState,
  },
} satisfies Routes;
