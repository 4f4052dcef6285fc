import { z } from "zod";
import { resolvedRange } from "./query.ts";
import { filterFields, rangeFields, text, whole } from "./fields.ts";
import type { In, Out, Routes } from "./route.ts";

export const valueDifference = z
  .object({
    kind: z.literal("value"),
    key: z.string(),
    value: z.string(),
    selectionShare: z.number(),
    restShare: z.number(),
    atLeast: z
      .number()
      .describe(
        "The least the shares differ by, so that chance is ruled out for practical purposes. The list is ordered by it.",
      ),
  })
  .meta({
    id: "ValueDifference",
    description: "A value that is more frequent in the selection. Shares are from 0 to 1.",
  });
export type ValueDifference = Out<typeof valueDifference>;

export const numberDifference = z
  .object({
    kind: z.literal("number"),
    key: z.string().describe("`duration` is in ms."),
    selection: z.tuple([z.number(), z.number(), z.number()]).describe("p10, p50 and p90."),
    rest: z.tuple([z.number(), z.number(), z.number()]),
    distance: z
      .number()
      .describe("The largest gap between the two distributions (Kolmogorov–Smirnov), 0 to 1."),
    atLeast: z.number(),
  })
  .meta({
    id: "NumberDifference",
    description: "A numeric attribute whose distribution differs in the selection.",
  });
export type NumberDifference = Out<typeof numberDifference>;

export const difference = z.union([valueDifference, numberDifference]).meta({ id: "Difference" });
export type Difference = Out<typeof difference>;

export const differsResult = z
  .object({
    ...resolvedRange,
    selectionSpans: z.number().describe("Compared spans that match the filters."),
    restSpans: z.number().describe("Compared spans that do not."),
    sampled: z
      .object({ slices: z.number(), secondsEach: z.number(), share: z.number() })
      .nullable()
      .describe("`null` when all spans of the range were compared."),
    differences: z.array(difference).describe("Empty when nothing differs."),
    summary: z
      .string()
      .describe("The same in words: `nothing differs`, `too few spans to tell`, or what differs most."),
  })
  .meta({ id: "DiffersResult" });
export type DiffersResult = Out<typeof differsResult>;

const differsQuery = {
  ...rangeFields,
  filter: filterFields.filter.describe("At least one condition that selects spans; as in `/api/traces`."),
  service: text.describe("Compares only spans of this service."),
  name: text.describe("Compares only spans of this name."),
  limit: whole(1, 500).default(50),
};
export type DiffersQuery = In<typeof differsQuery>;

export const differsRoutes = {
  "GET /api/differs": {
    summary: "Returns what spans that match the filters have more often than the others.",
    query: differsQuery,
    result: differsResult,
  },
} satisfies Routes;
