// Two sides compared: time ranges, environments, versions, or the values of any attribute, such as runs of a test.
import { z } from "zod";
import { completeUpTo } from "./complete-up-to.ts";
import { maxComparedErrors, maxComparedMetrics, maxComparedOperations } from "./compare-limits.ts";
import { comparedKinds } from "./enumerations.ts";
import { rangeFields, text } from "./fields.ts";
import { money } from "./transaction.ts";
import { resolvedRange } from "./query.ts";
import type { In, Out, Routes } from "./route.ts";
import { truncated } from "./truncated.ts";

const part = z.enum(["transactions", "spans", "funnels", "errors", "metrics"]);

export const comparedRow = z
  .object({
    kind: z.enum(comparedKinds),
    name: z.string().describe("Of a service its own; of an error group its type; of transactions theirs."),
    service: z.string().describe("Empty for transactions, funnels and metrics."),
    id: z.string().describe("Fingerprint of an error group; else empty."),
    what: z
      .enum(["completion", "rate", "errors", "p95", "conversion", "occurrences", "mean"])
      .describe("Which figure. `rate` of a metric: the change of a sum per second."),
    unit: z
      .string()
      .describe(
        "`/s`, `share` (0 to 1), `ms`, `count`; between values of an attribute `/request`, by requests of the service; of a metric its own.",
      ),
    base: z.number(),
    now: z.number(),
    baseCount: z
      .number()
      .describe(
        "Observations: transactions that ended, spans, people, errors; of a metric parts of the time.",
      ),
    nowCount: z.number(),
    size: z.number().describe("By how many standard errors `now` lies above `base`."),
    affected: z
      .number()
      .nullable()
      .describe(
        "How many transactions, people, spans or errors of `now` are so because of the difference: those beyond the share, or the number, of the base. `null` of durations, rates and metrics.",
      ),
    people: z
      .number()
      .nullable()
      .describe(
        "How many known people that are: of a funnel, or of the transactions of `affected`. `null` of other figures.",
      ),
    lost: z
      .array(money)
      .describe(
        "Of a completion, by currency: the amount of failed and abandoned transactions of `now` beyond the share that the base lost. Less than 0: so much less was lost. Only currencies that both sides have; empty of other figures.",
      ),
    verdict: z.enum(["worse", "better", "changed", "new", "gone"]),
  })
  .meta({ id: "ComparedRow" });
export type ComparedRow = Out<typeof comparedRow>;

const side = z
  .object({
    ...resolvedRange,
    environment: z.string().describe("Empty: all."),
    value: z.string().describe("Value of the attribute `by`; empty without one."),
    spans: z.number(),
  })
  .meta({ id: "ComparedSide" });
export type ComparedSide = Out<typeof side>;

export const compareResult = z
  .object({
    base: side,
    now: side,
    by: z.string().describe("The attribute whose values are compared; empty without one."),
    completeUpTo,
    hasBase: z.boolean().describe("Whether the base has any data. Without, nothing is listed as new."),
    changes: z
      .array(comparedRow)
      .describe(
        "Figures that differ by more than chance explains: completion and conversion first, then errors, by `affected`; then durations and the rest, the surest first. At most 500.",
      ),
    truncated: truncated("Changes"),
    steady: z.number().describe("Figures that do not differ."),
    few: z.number().describe("Figures with fewer than 20 observations on a side, which are not compared."),
    cut: z
      .array(part)
      .describe(
        `Parts of which a side may have more than is compared: the 1,000 busiest types of transactions and the ${maxComparedOperations} most frequent operations, the 500 largest funnels, of an attribute's value the ten largest, the ${maxComparedErrors} most frequent errors, the first ${maxComparedMetrics} metrics by name.`,
      ),
    failed: z
      .array(z.object({ part, reason: z.string() }))
      .describe("Parts that could not be compared, and why."),
  })
  .meta({ id: "CompareResult" });
export type CompareResult = Out<typeof compareResult>;

const compareQuery = {
  ...rangeFields,
  service: text.describe("Only this service, on both sides."),
  baseFrom: text.describe("Begin of the base. Default: the preceding period; of other comparisons `from`."),
  baseTo: text.describe("End of the base."),
  baseEnvironment: text.describe("Environment of the base; default `environment`."),
  by: text.describe("An attribute of spans, or of their resource, such as `service.version` or `run.id`."),
  value: text.describe("Its value now."),
  baseValue: text.describe("Its value of the base."),
};
export type CompareQuery = In<typeof compareQuery>;

export const compareRoutes = {
  "GET /api/compare": {
    summary:
      "Compares two sides: transactions, funnels, rate, errors and durations of services and operations, errors, metrics.",
    description:
      "Without `by` and `baseEnvironment` the sides are two time ranges. Ranges are extended to whole minutes where roll-ups answer.",
    query: compareQuery,
    result: compareResult,
  },
} satisfies Routes;
