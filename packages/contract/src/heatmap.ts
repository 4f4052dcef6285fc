import { z } from "zod";
import { resolvedRange } from "./query.ts";
import { filterFields, oneOf, rangeFields, text } from "./fields.ts";
import type { In, Out, Routes } from "./route.ts";

export const heatmapResult = z
  .object({
    ...resolvedRange,
    stepMs: z.number(),
    source: z.enum(["roll-up", "spans"]).describe("`roll-up` without filters, by whole minutes."),
    lowsMs: z
      .array(z.number())
      .describe(
        "Lower ends of the rows, in ms, ascending; each row is 19 % wide, and there is none missing between the first and the last.",
      ),
    times: z.array(z.number()).describe("Starts of the columns, Unix ms."),
    counts: z.array(z.array(z.number())).describe("Spans: one array per column, one number per row."),
  })
  .meta({ id: "HeatmapResult" });
export type HeatmapResult = Out<typeof heatmapResult>;

const heatmapQuery = {
  ...rangeFields,
  ...filterFields,
  service: text,
  name: text.describe("Exact name of the spans."),
  spans: oneOf("entries", "all")
    .default("entries")
    .describe("`entries`: spans that enter a service (server, consumer, root); `all`: every span."),
};
export type HeatmapQuery = In<typeof heatmapQuery>;

export const heatmapRoutes = {
  "GET /api/heatmap": {
    summary: "Counts spans by duration and time.",
    description: "Without filters the counts come from the roll-ups (`source`).",
    query: heatmapQuery,
    result: heatmapResult,
  },
} satisfies Routes;
