// What visits to a journey did step by step: the columns of its picture, and the most frequent paths.
import { measureText } from "catalog/measures";
import { z } from "zod";
import { recordFilterFields, oneOf, rangeFields, text, whole } from "./fields.ts";
import { journeyPerson } from "./funnel-people.ts";
import { fewPeople } from "./journey.ts";
import { resolvedRange } from "./query.ts";
import type { In, Out, Routes } from "./route.ts";

const visits = z.number().describe("Visits; people, where people were asked for.");

/** What became of visits: together they are all of them. */
const endings = {
  completed: z.number().describe("Visits that came to the end that was chosen."),
  open: z.number().describe("Others that may still go on: half an hour is not over at the end of the range."),
  left: z.number().describe("All others."),
};
export const journeyEndings = z.object(endings).meta({ id: "JourneyEndings" });
export type JourneyEndings = Out<typeof journeyEndings>;

export const journeyEnd = z
  .object({
    kind: z
      .enum(["transaction", "step", "none"])
      .describe(
        "A transaction that was completed within the visit, a step, or nothing: each visit is open or left.",
      ),
    name: z.string().describe("Type of the transaction, or name of the step; empty for `none`."),
  })
  .meta({ id: "JourneyEnd" });
export type JourneyEnd = Out<typeof journeyEnd>;

export const journeyColumnNode = z
  .object({
    step: z.string().nullable().describe("`null`: all steps of the column that are not listed."),
    visits,
    people: z.number().nullable().describe("`null` of steps that are not listed."),
    returns: z.number().describe("Visits that had been at this step before."),
    errors: z.number().describe("Visits in which something failed in the trace of this step."),
    medianMs: z
      .number()
      .nullable()
      .describe(
        "Until the next step or the end; `null` where no visit has one, and of steps that are not listed.",
      ),
    ended: journeyEndings.describe("Visits for which it was the last step, by how they ended."),
    became: journeyEndings.describe("All visits of the node, by how they ended at any later step."),
  })
  .meta({ id: "JourneyColumnNode" });
export type JourneyColumnNode = Out<typeof journeyColumnNode>;

export const journeyColumnLink = z
  .object({
    from: z.string().nullable().describe("Step of this column; `null` for those that are not listed."),
    to: z.string().nullable().describe("Step of the next column; `null` for those that are not listed."),
    visits,
    medianMs: z
      .number()
      .nullable()
      .describe("From the one step to the other; `null` with steps that are not listed."),
    errors: z
      .number()
      .nullable()
      .describe(
        "Visits in which something failed in the trace of the second step; `null` with steps that are not listed.",
      ),
  })
  .meta({ id: "JourneyColumnLink" });
export type JourneyColumnLink = Out<typeof journeyColumnLink>;

export const journeyColumn = z
  .object({
    visits: visits.describe("Visits with at least as many steps."),
    before: journeyEndings.describe("Visits that had ended before this step."),
    nodes: z
      .array(journeyColumnNode)
      .describe("Most visits first, at most 12; the last one may be all others."),
    links: z
      .array(journeyColumnLink)
      .describe(
        "To the next step, also of the last column, whose next step is not shown; most visits first.",
      ),
  })
  .meta({
    id: "JourneyColumn",
    description:
      "A step by its number. The visits of its nodes add up to `visits`, and with those of `before` to all. Of each node, the visits on its links and of `ended` add up to its visits.",
  });
export type JourneyColumn = Out<typeof journeyColumn>;

export const journeyPath = z
  .object({
    steps: z.array(z.string()).describe("At most 50; a longer path ends with its 50th."),
    length: z.number().describe("How many steps it has."),
    ending: z.enum(["completed", "open", "left"]),
    visits,
    medianMs: z
      .number()
      .describe("From the first step to the end, or to the last step of those that did not come to it."),
    errors: z.number().describe("Visits in which something failed in the trace of a step."),
  })
  .meta({ id: "JourneyPath" });
export type JourneyPath = Out<typeof journeyPath>;

export const journeyColumnsResult = z
  .object({
    ...resolvedRange,
    name: z.string(),
    share: z
      .number()
      .describe(
        "1 when all people were looked at; else each of those looked at represents so many, and counts are multiplied by it.",
      ),
    isEstimate: z
      .boolean()
      .describe("A smaller part of the people than usual was looked at, because `sample=few` was asked for."),
    start: z.string().describe("The step that paths begin at; empty for any first step."),
    end: journeyEnd.describe(
      "What ends a visit: what was asked for, else the goal of a declared funnel, else the transaction that most people completed.",
    ),
    ends: z
      .array(
        journeyEnd.extend({
          people: z.number().describe("People of the journey who completed it in the range."),
        }),
      )
      .describe(
        "Transactions that can be chosen as the end, most people first, at most 50. Of an estimate only where the end was not known without them.",
      ),
    steps: z.array(z.string()).describe("Steps of the journey in the range, by name, at most 200."),
    visits: visits.describe(measureText("visits")),
    people: z.number().describe(measureText("people")),
    ...endings,
    columns: z.array(journeyColumn),
    paths: z.array(journeyPath).describe("The most frequent paths as a whole, at most 6."),
    otherPaths: z.object({ paths: z.number(), visits, errors: z.number() }).describe("All others."),
    medianMs: z.number().nullable().describe("Of all visits, as in `paths`."),
    errors: z.number().describe("Visits in which something failed in the trace of a step."),
    examples: z.array(journeyPerson).describe("Recent people, whatever their path."),
  })
  .meta({
    id: "JourneyColumnsResult",
    description:
      "Visits step by step. A step that is repeated in a row is one. A visit is over with the end: what follows in the same half hour is not part of its path.",
  });
export type JourneyColumnsResult = Out<typeof journeyColumnsResult>;

const journeyColumnsQuery = {
  ...rangeFields,
  ...recordFilterFields,
  sample: fewPeople,
  unit: oneOf("visits", "people")
    .default("visits")
    .describe("`people`: each person counts once, by their first visit in the range."),
  start: text.describe(
    "The step that paths begin at; visits without it are left out. Any first step by default.",
  ),
  end: oneOf("transaction", "step", "none").describe("What kind of end; see `endName`."),
  endName: text.describe("Type of the transaction, or name of the step, that is the end."),
  columns: whole(1, 12).default(6).describe("How many steps have a column."),
};
export type JourneyColumnsQuery = In<typeof journeyColumnsQuery>;

export const journeyColumnsRoutes = {
  "GET /api/journeys/:name/columns": {
    summary: "Returns what visits did step by step, and how they ended.",
    query: journeyColumnsQuery,
    result: journeyColumnsResult,
  },
} satisfies Routes;
