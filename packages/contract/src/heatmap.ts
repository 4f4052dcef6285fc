import { z } from "zod";
import { resolvedRange } from "./query.ts";
import { filterFields, oneOf, rangeFields, text, whole } from "./fields.ts";
import type { In, Out, Routes } from "./route.ts";

export const heatmapResult = z
  .object({
    ...resolvedRange,
    stepMs: z.number(),
    source: z
      .enum(["roll-up", "spans"])
      .describe(
        "`roll-up`: by whole minutes, without `errors`. `spans`: with filters, and for a range of few spans.",
      ),
    lowsMs: z
      .array(z.number())
      .describe(
        "Lower ends of the rows, in ms, ascending; each row is 19 % wide, without gaps between the first and the last.",
      ),
    times: z.array(z.number()).describe("Starts of the columns, Unix ms."),
    counts: z.array(z.array(z.number())).describe("Stored spans: one array per column, one number per row."),
    errors: z
      .array(z.array(z.number()))
      .nullable()
      .describe(
        "Those of `counts` in error, stored as they are. `null` from the roll-up: repeat the request with `filter=status=error` and the same `stepMs`.",
      ),
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
  stepMs: whole(1_000, 31_536_000_000).describe("Width of a column; whole seconds. Default: by the range."),
};
export type HeatmapQuery = In<typeof heatmapQuery>;

export const heatmapRoutes = {
  "GET /api/heatmap": {
    summary: "Counts stored spans by duration and time.",
    description:
      "The counts are not those before sampling: errors and slow spans are often sampled more than others. Without filters other than service, name and `entry` the counts of a long range come from the roll-ups (`source`).",
    query: heatmapQuery,
    result: heatmapResult,
  },
} satisfies Routes;
