// Anomalies that the detector found.
import { z } from "zod";
import { alertLabels } from "./alert-parts.ts";
import { pageFields, rangeFields, text } from "./fields.ts";
import { pageOf, resolvedRange } from "./query.ts";
import type { In, Out, Routes } from "./route.ts";

export const anomaly = z
  .object({
    id: z.string(),
    alertId: z.string().describe("The alert with the series."),
    series: z.string().describe("Name of the series: the rule that watches it."),
    group: alertLabels,
    from: z.string(),
    to: z.string().nullable().describe("`null` while it lasts."),
    value: z.number().nullable().describe("The observed value."),
    expected: z.number().nullable(),
    low: z.number().nullable(),
    high: z.number().nullable(),
    explanation: z
      .string()
      .describe("One sentence with the expected value, the observed one and the beginning."),
  })
  .meta({ id: "Anomaly" });
export type Anomaly = Out<typeof anomaly>;

export const anomaliesResult = z
  .object({ ...resolvedRange, ...pageOf(anomaly) })
  .meta({ id: "AnomaliesResult", description: "The latest first." });
export type AnomaliesResult = Out<typeof anomaliesResult>;

const anomaliesQuery = {
  ...rangeFields,
  from: rangeFields.from.describe("As in other routes. Default `-1d`."),
  ...pageFields,
  search: text.describe("Part of the series or of a label."),
};
export type AnomaliesQuery = In<typeof anomaliesQuery>;

export const anomalyRoutes = {
  "GET /api/anomalies": {
    summary: "Lists anomalies that the detector found, the latest first.",
    query: anomaliesQuery,
    result: anomaliesResult,
  },
} satisfies Routes;
