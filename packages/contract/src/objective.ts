// Objectives (SLO) with their error budgets.
import { z } from "zod";
import { alertLabels, alertSeverity, alertState } from "./alert-parts.ts";
import type { Out, Routes } from "./route.ts";
import { truncated } from "./truncated.ts";
import { unknown } from "./unknown.ts";

export const burnRate = z
  .object({
    rule: z.string().describe("Name of the burn-rate rule."),
    long: z.string().describe("Duration of the long window: `1h`."),
    short: z.string(),
    factor: z.number().describe("The rate at which it alerts."),
    severity: alertSeverity.describe("Of the alert while these windows burn."),
    longRate: z
      .number()
      .nullable()
      .describe("How many times faster than the budget allows; `null` without events."),
    shortRate: z.number().nullable(),
  })
  .meta({ id: "BurnRate", description: "One pair of windows of an objective's alerts." });
export type BurnRate = Out<typeof burnRate>;

export const objective = z
  .object({
    ruleId: z.string().describe("Its id in `/api/alert-rules`."),
    name: z.string(),
    description: z.string(),
    owner: z.string(),
    runbook: z.string(),
    group: alertLabels.describe("Of an objective with groups: each has a budget."),
    target: z.number().describe("The share of good events that is promised."),
    period: z.string().describe("Duration: `30d`."),
    good: z.number(),
    total: z.number(),
    allowed: z.number().describe("Bad events that the target allows among `total`."),
    share: z.number().nullable().describe("The share of good events in the period; `null` without events."),
    left: z
      .number()
      .describe(
        "Share of the budget that is left; negative when it is overspent, 1 without events. Unknown where `error` is not empty.",
      ),
    burnRates: z.array(burnRate),
    state: alertState.describe("The most urgent state of its alerts."),
    error: z.string().describe("Why the figures could not be read; empty when they were."),
    unknown: unknown
      .nullable()
      .describe("Its figures could not be read, or one of its alerts is not evaluated; else `null`."),
  })
  .meta({ id: "Objective" });
export type Objective = Out<typeof objective>;

export const objectivesResult = z
  .object({
    time: z.string().describe("End of the periods."),
    objectives: z
      .array(objective)
      .describe(
        "Those with the least budget left first; those that could not be read follow the used up ones.",
      ),
    truncated: truncated("Objectives and groups"),
  })
  .meta({ id: "ObjectivesResult" });
export type ObjectivesResult = Out<typeof objectivesResult>;

export const objectiveRoutes = {
  "GET /api/objectives": {
    summary: "Lists objectives with their error budgets and burn rates.",
    description: "An objective with groups has an entry for each, at most 100.",
    result: objectivesResult,
  },
} satisfies Routes;
