import { z } from "zod";
import { oneOf, rangeFields, text, whole } from "./fields.ts";
import type { In, Out, Routes } from "./route.ts";

export const attributesResult = z
  .object({
    keys: z.array(z.object({ key: z.string(), count: z.number() })),
    values: z.array(z.object({ value: z.string(), count: z.number() })),
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
      "For completion: without `key` the keys that are in use, with it the values of that key. `environment` has no effect, because keys and values are kept by day only.",
    query: attributesQuery,
    result: attributesResult,
  },
} satisfies Routes;
