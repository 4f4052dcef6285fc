import { z } from "zod";
import { oneOf, rangeFields, text, whole } from "./fields.ts";
import type { In, Out, Routes } from "./route.ts";
import { hasMore } from "./truncated.ts";

export const attributesResult = z
  .object({
    keys: z.array(
      z.object({
        key: z.string(),
        count: z.number(),
        type: z
          .string()
          .describe(
            "As a catalog declares it: `string`, `int`, `double`, `boolean`, or one of them with `[]`; else empty.",
          ),
        unit: z.string().describe("As declared; empty when it has none."),
      }),
    ),
    values: z
      .array(z.object({ value: z.string(), count: z.number() }))
      .describe("Declared values that did not arrive have the count 0."),
    truncated: hasMore("keys or values"),
  })
  .meta({ id: "AttributesResult" });
export type AttributesResult = Out<typeof attributesResult>;

const attributesQuery = {
  ...rangeFields,
  signal: oneOf("spans", "logs").default("spans"),
  key: text.describe(
    "The attribute whose values are listed; `service` and, of spans, `name` are listed too.",
  ),
  prefix: text.describe("Beginning of the keys or values; any part of a span's name."),
  limit: whole(1, 500).default(50),
};
export type AttributesQuery = In<typeof attributesQuery>;

export const attributeRoutes = {
  "GET /api/attributes": {
    summary: "Lists attribute keys, or the most common values of one key.",
    description:
      "For completion: without `key` the keys that are in use, with it the values of that key. `environment` has no effect, because keys and values are kept by day only: counts are those of the whole days (UTC) of the range, of what is stored, and of resources the number of them.",
    query: attributesQuery,
    result: attributesResult,
  },
} satisfies Routes;
