// Anomalies that the console found in rates, error rates, durations, completion, conversion and marked metrics.
import { z } from "zod";
import { deploy } from "./deploy.ts";
import { finding } from "./differs.ts";
import { errorGroup } from "./error.ts";
import { oneOf, pageFields, rangeFields, text } from "./fields.ts";
import { pageOf, resolvedRange } from "./query.ts";
import type { In, Out, Routes } from "./route.ts";
import { traceSummary } from "./trace.ts";

const kinds = ["spike", "shift", "drift", "flat", "missing", "burst"] as const;
const subjects = ["service", "operation", "transaction", "funnel", "metric"] as const;
const measures = ["rate", "errors", "p95", "completion", "conversion", "value"] as const;

export const anomalySeries = z
  .object({
    kind: z.enum(subjects),
    name: z.string().describe("Of the operation, transaction, funnel or metric; of a service its name."),
    service: z.string().describe("Empty for transactions and funnels, which may concern several."),
    environment: z.string(),
    measure: z
      .enum(measures)
      .describe(
        "`rate`: entries or transactions a minute. `errors`, `completion`, `conversion`: a share, 0 to 1. `p95`: ms. `value`: of a metric.",
      ),
  })
  .meta({ id: "AnomalySeries", description: "The series in which an anomaly was found." });
export type AnomalySeries = Out<typeof anomalySeries>;

export const anomalyMark = z
  .object({
    kind: z
      .enum(["holiday", "accepted"])
      .describe(
        "`holiday`: an alert rule on the same series has a holiday then. `accepted`: a person accepted the level of its alert.",
      ),
    name: z.string().describe("Of the holiday; else empty."),
    rule: z.string().describe("Name of the alert rule."),
    by: z.string().describe("Who accepted the level; else empty."),
    time: z.string().describe("When the holiday begins, or when the level was accepted."),
    until: z.string().nullable().describe("When the holiday ends; `null` of a level that was accepted."),
  })
  .meta({ id: "AnomalyMark", description: "Why an anomaly is expected." });

export const anomaly = z
  .object({
    id: z.string().describe("16 hex digits."),
    series: anomalySeries,
    kind: z
      .enum(kinds)
      .describe(
        "`shift`: another level. `missing`: no entries at all, or no values of a metric. `burst`: more variation than usual, `flat`: less.",
      ),
    direction: z
      .enum(["up", "down", "none"])
      .describe("Of the observed value, compared with the expected one."),
    start: z.string().describe("May be before it was found."),
    found: z.string().describe("The minute with which it was found."),
    end: z.string().nullable().describe("`null` while it lasts."),
    expected: z.number(),
    observed: z.number().describe("The value farthest from the expected one."),
    score: z.number().describe("0.5 to 1: how far the strongest point is beyond what the series had before."),
    sentence: z.string(),
    marks: z.array(anomalyMark).describe("Of the anomaly itself, by time; of related ones none."),
    marker: z
      .object({
        from: z.string(),
        to: z.string().describe("The end, or that of the range while it lasts."),
        label: z.string(),
      })
      .describe("What a chart of the series shows."),
  })
  .meta({ id: "Anomaly" });
export type Anomaly = Out<typeof anomaly>;

export const anomaliesResult = z
  .object({
    ...resolvedRange,
    ...pageOf(anomaly),
    hasEarlier: z
      .boolean()
      .describe(
        "Whether the store has an hour of telemetry before the end of the range: without, the detector has nothing to compare with.",
      ),
    learning: z
      .enum(["day", "week"])
      .nullable()
      .describe(
        "What the detector still learns at the end of the range. `day`: the store has less than a day of telemetry, and only missing data and large changes are found. `week`: less than a week, and weekdays are not known yet. `null`: nothing.",
      ),
  })
  .meta({
    id: "AnomaliesResult",
    description: "Anomalies that lasted in the range, the latest found first.",
  });
export type AnomaliesResult = Out<typeof anomaliesResult>;

/** A part of an answer, which may fail alone. */
function partOf<Item extends z.ZodType>(item: Item) {
  return z.object({
    items: z.array(item),
    failed: z.string().nullable().describe("Why this part is missing; `null` when it is complete."),
  });
}

export const relatedAnomaly = z
  .object({
    anomaly,
    overlap: z.number().describe("Share of the time of both that they have in common, 0 to 1."),
    correlation: z
      .number()
      .nullable()
      .describe("Of the points of both series around the anomaly, −1 to 1; `null` with too few in common."),
  })
  .meta({ id: "RelatedAnomaly" });
export type RelatedAnomaly = Out<typeof relatedAnomaly>;

export const configChange = z
  .object({
    kind: z
      .enum(["resource", "sampling", "rule"])
      .describe("`resource`: a service sends other resource attributes. `rule`: an alert rule or objective."),
    what: z.enum(["added", "changed", "deleted"]),
    service: z.string().describe("Of resource attributes; else empty."),
    name: z.string().describe("Of a rule; else empty."),
    time: z.string(),
    by: z.string().describe("Who saved a rule; empty where it is not known."),
    attributes: z
      .array(z.object({ key: z.string(), before: z.string().nullable(), after: z.string().nullable() }))
      .describe("Resource attributes that differ; `null`: the attribute is not there."),
  })
  .meta({ id: "ConfigChange", description: "A change of configuration near an anomaly." });
export type ConfigChange = Out<typeof configChange>;

export const anomalyResult = z
  .object({
    anomaly,
    window: z.object(resolvedRange).describe("What was compared: the anomaly, at most its first six hours,"),
    before: z.object(resolvedRange).describe("with the time before it."),
    dimensions: partOf(finding).describe(
      "Attribute values that carry the anomaly, as in `/api/differs`, the strongest first.",
    ),
    summary: z.string().describe("The dimensions in one sentence; empty without them."),
    deploys: partOf(deploy).describe(
      "From two hours before the start to the end; those of the same service first, then the nearest.",
    ),
    changes: partOf(configChange).describe(
      "Changes of configuration from two hours before the start to the end, the latest first: resource attributes, sampling rules, alert rules.",
    ),
    errors: partOf(errorGroup).describe(
      "Groups of errors that occurred for the first time during the anomaly.",
    ),
    related: partOf(relatedAnomaly).describe("Other anomalies at the same time, the most similar first."),
    traces: partOf(traceSummary).describe("Examples from the anomaly."),
  })
  .meta({ id: "AnomalyResult", description: "What changed with an anomaly. Each part may fail alone." });
export type AnomalyResult = Out<typeof anomalyResult>;

const anomaliesQuery = {
  ...rangeFields,
  from: rangeFields.from.describe("As in other routes. Default `-1d`."),
  ...pageFields,
  service: text,
  name: text.describe("Of the operation, transaction, funnel or metric."),
  subject: oneOf(...subjects),
  measure: oneOf(...measures),
  kind: oneOf(...kinds),
  open: oneOf("true").describe("Only those that last."),
};
export type AnomaliesQuery = In<typeof anomaliesQuery>;

export const anomalyRoutes = {
  "GET /api/anomalies": {
    summary: "Lists anomalies, the latest found first.",
    description:
      "A minute is evaluated one minute after its end. An anomaly that lasts changes until it ends: its kind, its observed value and its score.",
    query: anomaliesQuery,
    result: anomaliesResult,
  },
  "GET /api/anomalies/:id": {
    summary: "Returns one anomaly and what changed with it.",
    description:
      "Compares the anomaly with the time before it: attribute values, deploys, changes of configuration, new errors, other anomalies, example traces.",
    result: anomalyResult,
  },
} satisfies Routes;
