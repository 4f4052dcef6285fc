import { z } from "zod";
import { completeUpTo } from "./complete-up-to.ts";
import { money } from "./transaction.ts";
import { attributes } from "./value.ts";
import { pageOf, resolvedRange } from "./query.ts";
import { decimal, oneOf, pageFields, rangeFields, recordFilterFields, text } from "./fields.ts";
import type { In, Out, Routes } from "./route.ts";
import { truncated } from "./truncated.ts";

export const interactionFigures = z
  .object({
    count: z.number(),
    rated: z.number().describe("Interactions with a satisfaction."),
    satisfaction: z.number().nullable().describe("Average; `null` when none has one."),
    lowest: z.number().nullable().describe("The lowest satisfaction."),
    highest: z.number().nullable().describe("The highest satisfaction."),
    values: z
      .array(money)
      .describe(
        "What they were worth, and what they changed in revenue. Currencies are never added together.",
      ),
    revenueImpacts: z.array(money),
    p50Ms: z.number().nullable(),
    p95Ms: z.number().nullable(),
  })
  .meta({ id: "InteractionFigures" });
export type InteractionFigures = Out<typeof interactionFigures>;

export const interactionGroup = z
  .object({
    value: z.string(),
    current: interactionFigures,
    previous: interactionFigures.describe("The preceding period."),
  })
  .meta({
    id: "InteractionGroup",
    description: "One value of a dimension; empty for interactions without one.",
  });
export type InteractionGroup = Out<typeof interactionGroup>;

export const interactionBucket = z
  .object({
    time: z.string(),
    count: z.number(),
    satisfaction: z.number().nullable(),
    values: z.array(money),
    revenueImpacts: z.array(money),
  })
  .meta({ id: "InteractionBucket" });
export type InteractionBucket = Out<typeof interactionBucket>;

export const interactionTrend = z
  .object({
    value: z.string().describe("Empty for interactions without one."),
    counts: z.array(z.number()).describe("A number for each bucket, as the next."),
    satisfactions: z.array(z.number().nullable()),
  })
  .meta({ id: "InteractionTrend", description: "One value of a dimension over time." });
export type InteractionTrend = Out<typeof interactionTrend>;

export const otherInteractions = z
  .object({
    values: z.number().describe("How many values there are beyond those with a trend."),
    counts: z.array(z.number()).describe("Their interactions, a number for each bucket."),
  })
  .meta({ id: "OtherInteractions", description: "All further values of a dimension together." });
export type OtherInteractions = Out<typeof otherInteractions>;

export const interactionRow = z
  .object({
    uid: z.string().describe("`log.record.uid`."),
    type: z.string(),
    channel: z.string(),
    tier: z.string(),
    result: z.string(),
    satisfaction: z.number().nullable(),
    value: money.nullable(),
    revenueImpact: money.nullable(),
    customer: z.string(),
    user: z.string(),
    timeNs: z.string().describe("When it ended."),
    durationMs: z.number().nullable(),
    service: z.string(),
    traceId: z.string(),
    attributes: attributes,
  })
  .meta({ id: "InteractionRow" });
export type InteractionRow = Out<typeof interactionRow>;

export const interactionsResult = z
  .object({
    ...resolvedRange,
    completeUpTo,
    ...pageOf(interactionRow),
    stepMs: z.number(),
    current: interactionFigures,
    previous: interactionFigures,
    types: z.array(interactionGroup),
    truncatedTypes: truncated("Types"),
    channels: z.array(interactionGroup),
    truncatedChannels: truncated("Channels"),
    tiers: z.array(interactionGroup),
    truncatedTiers: truncated("Tiers"),
    results: z.array(interactionGroup),
    truncatedResults: truncated("Results"),
    buckets: z.array(interactionBucket),
    trends: z
      .array(interactionTrend)
      .describe("By the dimension `by`: the values with most interactions, at most 6."),
    otherTrends: otherInteractions,
    resultTrends: z.array(interactionTrend).describe("The same by result."),
    otherResultTrends: otherInteractions,
  })
  .meta({
    id: "InteractionsResult",
    description: "Interactions that ended in the range; each dimension by count, at most 100 values.",
  });
export type InteractionsResult = Out<typeof interactionsResult>;

const interactionsQuery = {
  ...rangeFields,
  ...recordFilterFields,
  ...pageFields,
  type: text,
  channel: text,
  tier: text,
  result: text,
  customer: text.describe("`customer.id`, else the user."),
  by: oneOf("type", "channel", "tier").default("channel").describe("The dimension of `trends`."),
  atMost: decimal(0, 1e6).describe(
    "Only interactions in the list that have a satisfaction, and at most this one. Figures and trends count all.",
  ),
};
export type InteractionsQuery = In<typeof interactionsQuery>;

export const interactionRoutes = {
  "GET /api/interactions": {
    summary: "Returns figures of interactions by type, channel, tier and result, their trend and their list.",
    query: interactionsQuery,
    result: interactionsResult,
  },
} satisfies Routes;
