// What judges types of transactions beside the range before: promises about them, the same hours of earlier days, and their last start.
import { z } from "zod";
import { alertState } from "./alert-parts.ts";
import { alertRuleContent, alertRuleKinds } from "./alert-rule.ts";
import { rangeFields } from "./fields.ts";
import { resolvedRange } from "./query.ts";
import type { In, Out, Routes } from "./route.ts";
import { truncated } from "./truncated.ts";
import { unknown } from "./unknown.ts";
import { sendingServices } from "./sending-services.ts";

export const transactionDay = z
  .object({
    from: z.string().describe("Beginning of the range on that day."),
    started: z.number(),
    completed: z.number(),
    failed: z.number(),
    abandoned: z.number(),
    startedInGap: z
      .number()
      .nullable()
      .describe(
        "How many started at the hours since `lastStarted`, at most the last 24; about, where they are very many. `null` when that time of the day is after `lastStarted`.",
      ),
  })
  .meta({ id: "TransactionDay", description: "The same hours of an earlier day." });
export type TransactionDay = Out<typeof transactionDay>;

export const transactionPromise = z
  .object({
    kind: z.enum(alertRuleKinds),
    ruleId: z.string().describe("Its id in `/api/alert-rules`."),
    name: z.string(),
    content: alertRuleContent.describe("Its `on`, `when`, `target` and `groupBy`."),
    unit: z.string().describe("Unit of its values; empty for counts."),
    state: alertState.describe("The most urgent state of its alerts; of an objective, of its burn rates."),
    alertId: z.string().describe("The alert of `state`; empty before the first evaluation."),
    since: z.string().describe("When `state` began; empty before the first evaluation."),
    severity: z.enum(["page", "ticket", "info"]),
    evaluated: z.string().describe("Time of the last evaluation; empty before the first."),
    error: z.string().describe("Why the last evaluation failed; empty when it did not."),
    unknown: unknown
      .nullable()
      .describe("It is not evaluated, so whether it holds is not known; else `null`."),
  })
  .meta({ id: "TransactionPromise", description: "A rule or an objective about a type of transactions." });
export type TransactionPromise = Out<typeof transactionPromise>;

export const transactionEvidence = z
  .object({
    type: z.string(),
    lastStarted: z
      .string()
      .nullable()
      .describe("When the latest one started before the end of the range; `null`: none in eight days."),
    services: sendingServices,
    startedBefore: z
      .number()
      .describe("How many started in `beforeMs` up to `lastStarted`; about, where they are very many."),
    beforeMs: z
      .number()
      .describe(
        "The length of the range, or the time from the first known start to `lastStarted` if that is shorter.",
      ),
    busyShare: z.number().describe("The share of twelve equal parts of `beforeMs` in which one started."),
    days: z
      .array(transactionDay)
      .describe(
        "The latest first, without days in which an alert about the type fired: seven for ranges up to 3 h, fewer for longer ones, none beyond a day. Of ranges of ten minutes or more, the times are up to a minute or a thirtieth of the range earlier. What arrives late counts within ten minutes.",
      ),
    promises: z.array(transactionPromise),
  })
  .meta({ id: "TransactionEvidence" });
export type TransactionEvidence = Out<typeof transactionEvidence>;

export const transactionEvidenceResult = z
  .object({
    ...resolvedRange,
    to: z
      .string()
      .describe(
        "End of the range. One that ends now ends up to half a minute earlier, so that all who ask in that time share the answer.",
      ),
    types: z
      .array(transactionEvidence)
      .describe("At most 1,000: those with rules or objectives, then those that started last."),
    truncated: truncated("Types").describe(
      "How many other types started in eight days, at least; 0 when the list is complete. Nothing is known of them here: they may have stopped.",
    ),
  })
  .meta({ id: "TransactionEvidenceResult" });
export type TransactionEvidenceResult = Out<typeof transactionEvidenceResult>;

const transactionEvidenceQuery = rangeFields;
export type TransactionEvidenceQuery = In<typeof transactionEvidenceQuery>;

export const transactionEvidenceRoutes = {
  "GET /api/transaction-evidence": {
    summary:
      "Returns what judges types of transactions: rules and objectives about them, the same hours of earlier days, and when the latest one started.",
    query: transactionEvidenceQuery,
    result: transactionEvidenceResult,
  },
} satisfies Routes;
