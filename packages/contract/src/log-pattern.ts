// Patterns of log records: what they say, without the values.
import { z } from "zod";
import { completeUpTo } from "./complete-up-to.ts";
import { logRecordKinds } from "./enumerations.ts";
import { nextCursor, resolvedRange } from "./query.ts";
import { oneOf, whole, text } from "./fields.ts";
import { logConditions } from "./log.ts";
import type { In, Out, Routes } from "./route.ts";

/** So many people of a pattern are counted one by one. */
export const countedPeople = 100;

export const logPattern = z
  .object({
    kind: z.enum(logRecordKinds).describe("`event`: records with an event name."),
    eventName: z.string(),
    template: z
      .string()
      .describe(
        "Words of the text: `*` for a value, `<_>` for words that differ. `…` for texts over the limit of an hour. Empty without a text.",
      ),
    state: z
      .enum(["new", "gone", "growing", "steady"])
      .describe(
        "`new`: first seen in the range. `gone`: seen in the period before, not in the range. `growing`: by more than chance, and by half.",
      ),
    count: z.number(),
    before: z
      .number()
      .describe(
        "Records in the period before: in as much of it as has passed of this one, where whole hours are compared.",
      ),
    errors: z.number().describe("Records of severity error and above."),
    people: z
      .number()
      .describe(`Different values of \`user.id\`: exact up to ${countedPeople}, else estimated within 2 %.`),
    services: z.array(z.string()),
    first: z.string().describe("When the pattern was first seen, also before the range."),
    last: z.string().describe("When the pattern was last seen."),
    counts: z.array(z.number()).describe("By step, from the start of the range."),
  })
  .meta({ id: "LogPattern" });
export type LogPattern = Out<typeof logPattern>;

export const logPatternsResult = z
  .object({
    ...resolvedRange,
    completeUpTo,
    stepMs: z.number(),
    times: z.array(z.string()).describe("Starts of the steps."),
    since: z
      .string()
      .nullable()
      .describe(
        "Records of the range from before this time have no pattern: an older console stored them. `null`: all have.",
      ),
    compared: z.boolean().describe("Whether there are records of the period before to compare with."),
    records: z.number().describe("Records in the range."),
    other: z
      .number()
      .describe("Records over the limit of different texts in an hour; they share one pattern."),
    states: z.object({ new: z.number(), gone: z.number(), growing: z.number(), steady: z.number() }),
    items: z.array(logPattern),
    nextCursor,
  })
  .meta({ id: "LogPatternsResult" });
export type LogPatternsResult = Out<typeof logPatternsResult>;

const { pattern: _, ...conditions } = logConditions;
const logPatternsQuery = {
  ...conditions,
  state: oneOf("new", "gone", "growing", "steady"),
  limit: whole(1, 200).default(50),
  cursor: text.describe("`nextCursor` of the page before. Opaque."),
};
export type LogPatternsQuery = In<typeof logPatternsQuery>;

export const logPatternRoutes = {
  "GET /api/logs/patterns": {
    summary: "Lists patterns of log records and events: new, gone and growing ones first.",
    description:
      "Ranges of six hours and more that are filtered by service, event and environment only are whole hours. Business records have no patterns.",
    query: logPatternsQuery,
    result: logPatternsResult,
  },
} satisfies Routes;
