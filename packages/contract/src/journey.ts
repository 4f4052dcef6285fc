import { measureText } from "catalog/measures";
import { z } from "zod";
import { resolvedRange } from "./query.ts";
import { funnelGroupMoneyResult, funnelGroupsResult, funnelTraceGroupsResult } from "./funnel-groups.ts";
import { funnelMoneyResult, funnelPeopleResult, journeyPerson } from "./funnel-people.ts";
import { funnelSummary } from "./funnel-summary.ts";
import {
  decimal,
  expected,
  recordFilterFields,
  funnelRuleFields,
  listFields,
  oneOf,
  pageFields,
  rangeFields,
  text,
} from "./fields.ts";
import { nextCursor } from "./query.ts";
import type { In, Out, Routes } from "./route.ts";
import { hasMore, truncated } from "./truncated.ts";
import { traceSummary } from "./trace.ts";

export const funnelsResult = z
  .object({
    ...resolvedRange,
    isEstimate: z
      .boolean()
      .describe(
        "`people` of funnels with very many people come from a sample, because `sample=few` was asked for.",
      ),
    funnels: z.array(funnelSummary).describe("By name."),
    nextCursor,
  })
  .meta({ id: "FunnelsResult" });
export type FunnelsResult = Out<typeof funnelsResult>;

export const stepAverage = z
  .object({
    attribute: z.string(),
    average: z.number(),
    min: z.number(),
    max: z.number(),
    count: z.number().describe("Steps that have the attribute."),
  })
  .meta({ id: "StepAverage" });
export type StepAverage = Out<typeof stepAverage>;

export const stepFigures = z
  .object({
    step: z.string(),
    people: z.number(),
    visits: z.number().describe("Steps taken; a person may take one several times."),
    repeated: z.number().describe("People who took it more than once."),
    skipped: z
      .number()
      .nullable()
      .describe(
        "People who took a later step of the funnel and never this one; `null` where the steps have no order.",
      ),
    averages: z
      .array(stepAverage)
      .describe(
        "Of its numeric attributes, such as an engagement or a probability; the commonest first, at most 20.",
      ),
  })
  .meta({ id: "StepFigures", description: "Figures of one step, regardless of order." });
export type StepFigures = Out<typeof stepFigures>;

export const timeToConvert = z
  .object({
    medianMs: z.number(),
    p90Ms: z.number(),
    stepMs: z.number().describe("Width of a bar."),
    bars: z
      .array(z.number())
      .describe("People by their time, from 0 on; the 25th bar has everyone who took longer."),
  })
  .meta({
    id: "TimeToConvert",
    description: "The time from the first step to the last, of the people who were looked at.",
  });
export type TimeToConvert = Out<typeof timeToConvert>;

export const funnelTrendBucket = z
  .object({
    time: z.string(),
    entered: z.number().describe("People whose farthest attempt began in the bucket."),
    finished: z.number().describe("How many of these took all steps, whenever that was."),
  })
  .meta({ id: "FunnelTrendBucket" });
export type FunnelTrendBucket = Out<typeof funnelTrendBucket>;

export const funnelResult = z
  .object({
    ...resolvedRange,
    funnel: funnelSummary,
    declared: z
      .array(z.string())
      .describe("The steps of the funnel itself; `funnel.steps` has those of the request, if it names any."),
    convert: timeToConvert.nullable().describe("`null` when no person took all steps."),
    trend: z.object({
      stepMs: z.number(),
      buckets: z.array(funnelTrendBucket),
      previous: z
        .array(funnelTrendBucket)
        .describe(
          "The preceding period, each bucket at the time of the one it is compared with; empty when no person entered then, and of an estimate.",
        ),
    }),
    share: z
      .number()
      .describe(
        "1 when all people were looked at for `taken`, `dropped`, `trend` and the times; else each of those looked at represents so many. `people` of the steps are counted one by one unless `isEstimate`.",
      ),
    isEstimate: z
      .boolean()
      .describe(
        "`people` of the steps come from the sample too, because `sample=few` was asked for: `taken` has no averages, and `dropped` no traces.",
      ),
    taken: z
      .array(stepFigures)
      .describe(
        "How its steps were taken, in their order, also those that were not taken; steps that are not the funnel's come after them.",
      ),
    reasons: z
      .array(z.object({ step: z.string(), reason: z.string(), count: z.number() }))
      .describe(
        "Why people dropped at each step, each person once: by the reason of their last failure, abandonment or error since they took the step, the most frequent first; of an error it is the type. `reason` is empty for those without one since then. The counts of a step add up to the people who dropped there, less those of reasons that are not listed.",
      ),
    truncatedReasons: truncated("Reasons"),
    reasonsFailed: z
      .string()
      .nullable()
      .describe("Why `reasons` are missing: they needed more than a query may; `null` when they are there."),
    dropped: z
      .array(z.object({ step: z.string(), people: z.array(journeyPerson) }))
      .describe("People who dropped at the step, newest first, at most 20 a step."),
  })
  .meta({ id: "FunnelResult" });
export type FunnelResult = Out<typeof funnelResult>;

export const droppedError = z
  .object({
    fingerprint: z.string(),
    type: z.string(),
    message: z.string(),
    service: z.string(),
    dropped: z.number().describe("Traces of people who dropped in which it occurred."),
    continued: z.number(),
  })
  .meta({ id: "DroppedError" });
export type DroppedError = Out<typeof droppedError>;

export const droppedOperation = z
  .object({
    service: z.string(),
    name: z.string(),
    droppedMs: z.number().describe("Median of its longest span in each trace of those who dropped."),
    continuedMs: z.number(),
    dropped: z.number().describe("Traces of people who dropped that have it."),
    continued: z.number(),
  })
  .meta({ id: "DroppedOperation" });
export type DroppedOperation = Out<typeof droppedOperation>;

export const funnelDroppedResult = z
  .object({
    ...resolvedRange,
    step: z.string(),
    compared: z
      .object({ dropped: z.number(), continued: z.number() })
      .describe("How many traces were looked at: of the latest people on each side, at most 50."),
    errors: z
      .array(droppedError)
      .describe("Errors that more of those who dropped had, the largest difference first."),
    operations: z
      .array(droppedOperation)
      .describe(
        "Operations that took at least 1.2 times as long for those who dropped, the largest difference first.",
      ),
    traces: z
      .array(traceSummary)
      .describe("Traces in which people dropped: with errors first, then the longest."),
  })
  .meta({ id: "FunnelDroppedResult" });
export type FunnelDroppedResult = Out<typeof funnelDroppedResult>;

export const journeySummary = z
  .object({
    name: z.string(),
    people: z.number().nullable().describe(measureText("people")),
    steps: z.number().describe("Steps taken, also by unknown persons."),
    stepNames: z.array(z.string()),
    isFunnel: z.boolean().describe("A declared funnel has ordered steps and a goal."),
    lastSeen: z.string(),
  })
  .meta({ id: "JourneySummary" });
export type JourneySummary = Out<typeof journeySummary>;

export const journeysResult = z
  .object({
    ...resolvedRange,
    isEstimate: z
      .boolean()
      .describe(
        "`people`, `steps` and `lastSeen` of journeys with very many people come from a sample, because `sample=few` was asked for.",
      ),
    journeys: z.array(journeySummary).describe("Ordered by people."),
    nextCursor,
    truncated: hasMore("journeys").describe(
      "Whether there may be journeys that no page lists: those of most people are counted, 10,000 of them.",
    ),
  })
  .meta({ id: "JourneysResult" });
export type JourneysResult = Out<typeof journeysResult>;

const funnelQuery = {
  ...rangeFields,
  ...recordFilterFields,
  windowMs: decimal(1, 366 * 86_400_000).describe(
    "How long one person may take from the first step to the last. By default as long as 99 % of the people took who finished in the last week, see `FunnelSummary.window`.",
  ),
};
export type FunnelQuery = In<typeof funnelQuery>;
const sample = oneOf("usual", "few")
  .default("usual")
  .describe("`few`: of many people the steps are counted from a sample too, for a first answer sooner.");
const funnelsQuery = { ...funnelQuery, ...listFields, sample };
export type FunnelsQuery = In<typeof funnelsQuery>;
const oneFunnelQuery = { ...funnelQuery, ...funnelRuleFields };
export type OneFunnelQuery = In<typeof oneFunnelQuery>;
const countedFunnelQuery = {
  ...oneFunnelQuery,
  sample,
};
export type CountedFunnelQuery = In<typeof countedFunnelQuery>;
const funnelDroppedQuery = {
  ...oneFunnelQuery,
  step: text.describe("The step, any but the last one; the first by default."),
};
export type FunnelDroppedQuery = In<typeof funnelDroppedQuery>;
const funnelGroupsQuery = {
  ...funnelDroppedQuery,
  by: text.describe("The attribute; the commonest one by default."),
};
export type FunnelGroupsQuery = In<typeof funnelGroupsQuery>;
const funnelTraceGroupsQuery = {
  ...funnelDroppedQuery,
  by: text.describe(
    "The attribute, with `spanService` and `spanName`; without it only `attributes` are listed.",
  ),
  spanService: text.describe("The service of the spans that have the attribute."),
  spanName: text.describe("The name of these spans."),
};
export type FunnelTraceGroupsQuery = In<typeof funnelTraceGroupsQuery>;
const funnelGroupMoneyQuery = {
  ...funnelTraceGroupsQuery,
  by: z
    .string(expected("an attribute", "`GET /api/funnels/{name}/groups` lists those of a step."))
    .max(4096)
    .describe(
      "The attribute: of the records of the step, or with `spanService` and `spanName` of the spans in its traces.",
    ),
};
export type FunnelGroupMoneyQuery = In<typeof funnelGroupMoneyQuery>;

const funnelPeopleQuery = { ...funnelDroppedQuery, ...pageFields };
export type FunnelPeopleQuery = In<typeof funnelPeopleQuery>;

export const fewPeople = oneOf("usual", "few")
  .default("usual")
  .describe("`few`: of many people only a few are looked at, for a first answer sooner.");
const journeysQuery = { ...rangeFields, ...recordFilterFields, ...listFields, sample: fewPeople };
export type JourneysQuery = In<typeof journeysQuery>;
export const journeyRoutes = {
  "GET /api/funnels": {
    summary: "Lists funnels with their conversion.",
    query: funnelsQuery,
    result: funnelsResult,
  },
  "GET /api/funnels/:name": {
    summary: "Returns one funnel: who dropped out where, and why.",
    query: countedFunnelQuery,
    result: funnelResult,
  },
  "GET /api/funnels/:name/groups": {
    summary: "Returns the conversion of one funnel by the values of an attribute.",
    query: funnelGroupsQuery,
    result: funnelGroupsResult,
  },
  "GET /api/funnels/:name/trace-groups": {
    summary: "Returns the conversion of one funnel by the values of an attribute in the traces of a step.",
    query: funnelTraceGroupsQuery,
    result: funnelTraceGroupsResult,
  },
  "GET /api/funnels/:name/group-money": {
    summary:
      "Returns what the people of a funnel are worth, by the values of an attribute of a step or of its traces.",
    query: funnelGroupMoneyQuery,
    result: funnelGroupMoneyResult,
  },
  "GET /api/funnels/:name/money": {
    summary: "Returns what the transactions of the people at each step of a funnel are worth.",
    query: oneFunnelQuery,
    result: funnelMoneyResult,
  },
  "GET /api/funnels/:name/people": {
    summary: "Lists the people who dropped at a step of a funnel.",
    query: funnelPeopleQuery,
    result: funnelPeopleResult,
  },
  "GET /api/funnels/:name/dropped": {
    summary: "Returns errors, slow operations and traces of the people who dropped at a step of a funnel.",
    query: funnelDroppedQuery,
    result: funnelDroppedResult,
  },
  "GET /api/journeys": {
    summary: "Lists journeys that people took in the range.",
    query: journeysQuery,
    result: journeysResult,
  },
} satisfies Routes;
