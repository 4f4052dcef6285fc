import { z } from "zod";
import { resolvedRange } from "./query.ts";
import { businessEvent } from "./business-event.ts";
import { decimal, listFields, oneOf, pageFields, rangeFields, text, whole } from "./fields.ts";
import { nextCursor } from "./query.ts";
import type { In, Out, Routes } from "./route.ts";

export const funnelStep = z
  .object({
    name: z.string(),
    people: z.number().describe("People who reached the step in order, by user, else by session."),
    medianMs: z.number().nullable().describe("Time since the previous step; `null` for the first."),
    p90Ms: z.number().nullable(),
  })
  .meta({ id: "FunnelStep" });
export type FunnelStep = Out<typeof funnelStep>;

export const funnelSummary = z
  .object({
    name: z.string(),
    steps: z.array(funnelStep),
    conversion: z
      .number()
      .nullable()
      .describe(
        "People at the last step divided by people at the first, 0 to 1; `null` when nobody entered.",
      ),
    previousConversion: z.number().nullable(),
    previous: z.array(z.number()).describe("People at each step in the preceding period."),
    abandoned: z.number().describe("Number of `abandon` calls."),
  })
  .meta({ id: "FunnelSummary" });
export type FunnelSummary = Out<typeof funnelSummary>;

export const funnelsResult = z
  .object({ ...resolvedRange, funnels: z.array(funnelSummary).describe("By name."), nextCursor })
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

export const journeyPerson = z
  .object({
    id: z.string().describe("The user, else the session."),
    kind: z.enum(["user", "session"]),
    lastStep: z.string(),
    lastSeen: z.string(),
    traceId: z.string(),
  })
  .meta({ id: "JourneyPerson" });
export type JourneyPerson = Out<typeof journeyPerson>;

export const funnelResult = z
  .object({
    ...resolvedRange,
    funnel: funnelSummary,
    share: z
      .number()
      .describe(
        "1 when all people were looked at for `taken`, `dropped` and the times; else each of those looked at stands for so many. `people` of the steps are always counted one by one.",
      ),
    taken: z
      .array(stepFigures)
      .describe(
        "How its steps were taken, in their order, also those nobody took; steps that are not the funnel's come after them.",
      ),
    reasons: z.array(z.object({ step: z.string(), reason: z.string(), count: z.number() })),
    dropped: z
      .array(z.object({ step: z.string(), people: z.array(journeyPerson) }))
      .describe("People who reached the step and went no further, newest first, at most 20 a step."),
  })
  .meta({ id: "FunnelResult" });
export type FunnelResult = Out<typeof funnelResult>;

export const journeySummary = z
  .object({
    name: z.string(),
    people: z.number(),
    steps: z.number(),
    stepNames: z.array(z.string()),
    isFunnel: z.boolean().describe("A declared funnel has ordered steps and a goal."),
    lastSeen: z.string(),
  })
  .meta({ id: "JourneySummary" });
export type JourneySummary = Out<typeof journeySummary>;

export const journeysResult = z
  .object({
    ...resolvedRange,
    journeys: z.array(journeySummary).describe("Ordered by people."),
    nextCursor,
  })
  .meta({ id: "JourneysResult" });
export type JourneysResult = Out<typeof journeysResult>;

export const journeyNode = z
  .object({
    step: z.string(),
    people: z.number(),
    depth: z.number().describe("Column, from 0: the declared index, else the usual position."),
    left: z.number().describe("People for whom this was the last step."),
    errors: z.number(),
  })
  .meta({ id: "JourneyNode" });
export type JourneyNode = Out<typeof journeyNode>;

export const journeyLink = z
  .object({
    from: z.string(),
    to: z.string(),
    people: z.number(),
    medianMs: z.number(),
    loop: z
      .boolean()
      .describe("Leads back to an earlier column or to the same step. Drawn as an arc instead of a band."),
  })
  .meta({ id: "JourneyLink" });
export type JourneyLink = Out<typeof journeyLink>;

export const journeyResult = z
  .object({
    ...resolvedRange,
    name: z.string(),
    share: z
      .number()
      .describe(
        "1 when all people were looked at; else each of those looked at stands for so many, and counts are multiplied by it. `steps` are counted one by one.",
      ),
    people: z.number(),
    steps: z.number(),
    goal: z.string().describe("Last declared step of a funnel; empty when there is none."),
    goalPeople: z.number(),
    nodes: z.array(journeyNode),
    links: z.array(journeyLink),
    taken: z
      .array(stepFigures)
      .describe("Figures of its steps: those of a funnel in their order, then by people."),
    examples: z.array(journeyPerson).describe("Recent people."),
  })
  .meta({
    id: "JourneyResult",
    description: "The paths people took, as a graph for a Sankey: `nodes` and forward `links` form no cycle.",
  });
export type JourneyResult = Out<typeof journeyResult>;

export const userTimeline = z
  .object({
    id: z.string(),
    sessions: z.array(z.string()),
    events: z.array(businessEvent),
    traceCount: z.number(),
    truncated: z.boolean(),
    nextCursor,
  })
  .meta({
    id: "UserTimeline",
    description:
      "Business records of one user and of the sessions that became theirs: a page of the newest, oldest first; the next page is older.",
  });
export type UserTimeline = Out<typeof userTimeline>;

const funnelQuery = {
  ...rangeFields,
  windowMs: decimal(1, 366 * 86_400_000)
    .default(86_400_000)
    .describe("How long one person may take from the first step to the last."),
};
export type FunnelQuery = In<typeof funnelQuery>;
const funnelsQuery = { ...funnelQuery, ...listFields };
export type FunnelsQuery = In<typeof funnelsQuery>;

const journeysQuery = { ...rangeFields, ...listFields };
export type JourneysQuery = In<typeof journeysQuery>;
const journeyQuery = {
  ...rangeFields,
  direction: oneOf("forwards", "backwards").default("forwards"),
  step: text.describe("The step at which `backwards` ends; default the goal of a funnel."),
};
export type JourneyQuery = In<typeof journeyQuery>;

const userQuery = {
  limit: whole(1, 500).describe("Up to 2,000 when absent."),
  cursor: pageFields.cursor,
};
export type UserQuery = In<typeof userQuery>;

export const journeyRoutes = {
  "GET /api/funnels": {
    summary: "Lists funnels with their conversion.",
    query: funnelsQuery,
    result: funnelsResult,
  },
  "GET /api/funnels/:name": {
    summary: "Returns one funnel: who dropped out where, and why.",
    query: funnelQuery,
    result: funnelResult,
  },
  "GET /api/journeys": {
    summary: "Lists journeys that people took in the range.",
    query: journeysQuery,
    result: journeysResult,
  },
  "GET /api/journeys/:name": {
    summary: "Returns the paths that people took, as a graph.",
    query: journeyQuery,
    result: journeyResult,
  },
  "GET /api/users/:id": {
    summary: "Returns the business records of one user and of the sessions that became theirs.",
    description:
      "Spans and logs that only carry `user.id` are found with `filter=user.id=u2` at `/api/traces` and `/api/logs`; export and deletion include them.",
    query: userQuery,
    result: userTimeline,
  },
} satisfies Routes;
