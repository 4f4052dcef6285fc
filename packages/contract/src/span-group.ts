import { z } from "zod";
import { resolvedRange } from "./query.ts";
import { filterFields, rangeFields, requiredText, text, whole } from "./fields.ts";
import type { In, Out, Routes } from "./route.ts";

export const spanGroup = z
  .object({
    value: z.string(),
    spans: z.number().describe("Stored spans."),
    estimatedSpans: z.number().describe("Estimated spans before sampling."),
    errors: z.number(),
    errorRate: z.number().describe("Share of the spans before sampling that failed."),
    meanMs: z.number().describe("Before sampling, as the percentiles are."),
    p50Ms: z.number().nullable(),
    p95Ms: z.number().nullable(),
  })
  .meta({ id: "SpanGroup" });
export type SpanGroup = Out<typeof spanGroup>;

export const spanGroupsResult = z
  .object({
    ...resolvedRange,
    by: z.string(),
    source: z
      .enum(["roll-up", "spans"])
      .describe(
        "`roll-up`: from figures per five minutes; per minute by `service.name`, `name` and `deployment.environment.name`.",
      ),
    groups: z.array(spanGroup).describe("The most frequent values, before sampling, first."),
    without: z
      .number()
      .nullable()
      .describe(
        "Spans without the attribute; `null` when the figures come from the roll-up of an attribute.",
      ),
    truncated: z.boolean().describe("Whether there are more values."),
  })
  .meta({ id: "SpanGroupsResult" });
export type SpanGroupsResult = Out<typeof spanGroupsResult>;

const spanGroupsQuery = {
  ...rangeFields,
  ...filterFields,
  by: requiredText.describe(
    "Key of an attribute of the span or its resource, or one of the fields `service.name`, `name`, `status`, `kind` and `entry`.",
  ),
  service: text,
  name: text,
  limit: whole(1, 500).default(50),
};
export type SpanGroupsQuery = In<typeof spanGroupsQuery>;

export const spanGroupRoutes = {
  "GET /api/traces/groups": {
    summary: "Groups spans by the values of one attribute.",
    query: spanGroupsQuery,
    result: spanGroupsResult,
  },
} satisfies Routes;
