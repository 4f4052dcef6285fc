import { z } from "zod";
import { metricAggregations, metricTypes } from "./enumerations.ts";
import { resolvedRange } from "./query.ts";
import { filterFields, oneOf, rangeFields, text, texts, whole } from "./fields.ts";
import type { In, Out, Routes } from "./route.ts";
import { truncated } from "./truncated.ts";

export const metricType = z.enum(metricTypes).meta({ id: "MetricType" });
export type MetricType = Out<typeof metricType>;

export const metricInfo = z
  .object({
    name: z.string(),
    type: metricType,
    unit: z.string(),
    description: z.string(),
    temporality: z.enum(["delta", "cumulative", "none"]),
    monotonic: z.boolean(),
    services: z.array(z.string()),
    seriesCount: z.number(),
    attributeKeys: z.array(z.string()),
    lastSeen: z.string(),
  })
  .meta({ id: "MetricInfo" });
export type MetricInfo = Out<typeof metricInfo>;

const otherMetrics = metricInfo.pick({ services: true, seriesCount: true, lastSeen: true });

export const metricsResult = z
  .object({
    metrics: z.array(metricInfo).describe("By name: the 2,000 with most series."),
    others: otherMetrics
      .nullable()
      .describe(
        "Metrics over the budget of the tenant as one; `null` with `search`, which finds each of them.",
      ),
    truncated: truncated("Metrics"),
  })
  .meta({ id: "MetricsResult" });
export type MetricsResult = Out<typeof metricsResult>;

export const metricAggregation = z.enum(metricAggregations).meta({
  id: "MetricAggregation",
  description: "`rate` is per second; `p50` to `p99` are for histograms; `last` for gauges.",
});
export type MetricAggregation = Out<typeof metricAggregation>;

export const metricSeries = z
  .object({
    labels: z.record(z.string(), z.string()),
    values: z
      .array(z.number().nullable())
      .describe(
        "One value per step of the range; `null` without a measurement. The last step, where the range has only a part of it, has no rate, and no sum of last values before all series of the step before have one.",
      ),
  })
  .meta({ id: "MetricSeries" });
export type MetricSeries = Out<typeof metricSeries>;

export const exemplar = z
  .object({ time: z.string(), value: z.number(), traceId: z.string(), spanId: z.string() })
  .meta({ id: "Exemplar" });
export type Exemplar = Out<typeof exemplar>;

export const metricResult = z
  .object({
    ...resolvedRange,
    info: metricInfo,
    aggregation: metricAggregation,
    stepMs: z.number(),
    times: z.array(z.number()).describe("Unix ms of each point."),
    series: z
      .array(metricSeries)
      .describe("The series with the largest values, 20 or `limit`; `truncated` is the number of others."),
    other: metricSeries
      .nullable()
      .describe(
        "With `limit`: the series beyond it together, exactly as if they were one group. It has one label, `other`.",
      ),
    truncated: z.number().describe("Series that are neither in `series` nor in `other`."),
    exemplars: z.array(exemplar),
  })
  .meta({ id: "MetricResult" });
export type MetricResult = Out<typeof metricResult>;

const metricSparkline = z
  .object({
    name: z.string(),
    aggregation: metricAggregation,
    values: z.array(z.number().nullable()).describe("All its series together: one value per time."),
  })
  .meta({ id: "MetricSparkline" });

export const metricSparklines = z
  .object({
    ...resolvedRange,
    stepMs: z.number(),
    times: z.array(z.number()).describe("Starts of the steps, Unix ms."),
    metrics: z.array(metricSparkline).describe("In the order of `name`; without those that are not stored."),
  })
  .meta({ id: "MetricSparklines" });
export type MetricSparklines = Out<typeof metricSparklines>;

const metricsQuery = { ...rangeFields, service: text, search: text.describe("Part of the name.") };
export type MetricsQuery = In<typeof metricsQuery>;
const metricQuery = {
  ...rangeFields,
  ...filterFields,
  service: text,
  aggregation: oneOf(...metricAggregations).describe(
    "Default by type: monotonic sum `rate`, other sum and gauge `last`, histogram `p95`, summary `average`.",
  ),
  groupBy: texts.describe("Attribute keys, at most 10. `service.name` is one, too."),
  limit: whole(1, 20).describe("How many groups are series of their own; the rest is `other`."),
  stepMs: whole(1, 366 * 86_400_000).describe("Width of a point; about 120 points when absent."),
};
export type MetricQuery = In<typeof metricQuery>;

const metricSparklinesQuery = {
  ...rangeFields,
  service: text,
  name: texts.describe("Names of metrics, at most 20."),
};

export const metricRoutes = {
  "GET /api/metrics": {
    summary: "Lists metrics that were measured in the range.",
    query: metricsQuery,
    result: metricsResult,
  },
  "GET /api/metric-sparklines": {
    summary:
      "Returns the course of metrics in about 30 steps, each under the default aggregation of its type.",
    query: metricSparklinesQuery,
    result: metricSparklines,
  },
  "GET /api/metrics/:name": {
    summary: "Returns one metric over time, grouped by any of its attributes.",
    query: metricQuery,
    result: metricResult,
  },
} satisfies Routes;
