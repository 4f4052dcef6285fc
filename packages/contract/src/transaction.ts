import { measureText } from "catalog/measures";
import { z } from "zod";
import { outcomes } from "./enumerations.ts";
import { pageOf, resolvedRange } from "./query.ts";
import { activity } from "./activity.ts";
import { attributes } from "./value.ts";
import { businessEvent } from "./business-event.ts";
import {
  decimal,
  listFields,
  oneOf,
  pageFields,
  rangeFields,
  recordFilterFields,
  text,
  texts,
  whole,
} from "./fields.ts";
import { nextCursor } from "./query.ts";
import type { In, Out, Routes } from "./route.ts";
import { hasMore, truncated } from "./truncated.ts";
import { sendingServices } from "./sending-services.ts";

export const outcome = z.enum(outcomes).meta({ id: "Outcome", description: "`open`: no end was received." });
export type Outcome = Out<typeof outcome>;

export const money = z
  .object({
    currency: z.string().describe("ISO 4217. Currencies are never added together."),
    amount: z.string().describe("Decimal, exact."),
  })
  .meta({ id: "Money" });
export type Money = Out<typeof money>;

export const transactionAmount = z
  .object({
    ...money.shape,
    transactions: z.number().describe("How many transactions it is the sum of."),
  })
  .meta({ id: "TransactionAmount" });
export type TransactionAmount = Out<typeof transactionAmount>;

export const transactionFigures = z
  .object({
    started: z.number(),
    completed: z.number(),
    failed: z.number(),
    abandoned: z.number(),
    open: z.number(),
    completionRate: z
      .number()
      .nullable()
      .describe(`${measureText("completion")} \`null\` when none ended.`),
    amounts: z.array(transactionAmount).describe(measureText("amount")),
    p50Ms: z.number().nullable().describe("Half of the completed transactions took at most this long."),
    p95Ms: z.number().nullable(),
  })
  .meta({
    id: "TransactionFigures",
    description:
      "`started` and `open` count transactions that began in the range, the others those that ended in it.",
  });
export type TransactionFigures = Out<typeof transactionFigures>;

const isEstimate = z
  .boolean()
  .describe("Counts, amounts and durations of types with very many transactions come from a part of them.");

export const transactionTypeSummary = z
  .object({
    type: z.string(),
    current: transactionFigures,
    previous: transactionFigures.describe("The preceding period."),
    buckets: z.array(
      z.object({ time: z.string(), completed: z.number(), failed: z.number(), abandoned: z.number() }),
    ),
    services: sendingServices,
  })
  .meta({ id: "TransactionTypeSummary" });
export type TransactionTypeSummary = Out<typeof transactionTypeSummary>;

export const transactionsResult = z
  .object({
    ...resolvedRange,
    stepMs: z.number(),
    isEstimate,
    types: z.array(transactionTypeSummary).describe("The busiest first."),
    nextCursor,
    truncated: truncated("Types beyond the 1,000 busiest, which no page has,"),
  })
  .meta({ id: "TransactionsResult" });
export type TransactionsResult = Out<typeof transactionsResult>;

export const transactionRow = z
  .object({
    type: z.string(),
    id: z.string(),
    outcome,
    reason: z.string(),
    user: z.string(),
    amount: money.nullable(),
    startNs: z.string(),
    durationMs: z.number().nullable(),
    stepCount: z.number(),
    lastStep: z.string(),
    service: z.string(),
    traceId: z.string(),
  })
  .meta({ id: "TransactionRow" });
export type TransactionRow = Out<typeof transactionRow>;

export const transactionTypeResult = z
  .object({
    ...resolvedRange,
    ...pageOf(transactionRow),
    stepMs: z.number(),
    isEstimate,
    summary: transactionTypeSummary,
    reasons: z
      .array(
        z.object({
          outcome,
          reason: z.string(),
          count: z.number(),
          people: z
            .number()
            .describe(
              "Distinct users (`user.id`) of these transactions; those that name only a session are not in it.",
            ),
          lost: z.array(money).describe("Amounts of these transactions, by currency."),
        }),
      )
      .describe("The most frequent reasons of failure and abandonment in the range, at most 50."),
    truncatedReasons: truncated("Reasons"),
  })
  .meta({ id: "TransactionTypeResult" });
export type TransactionTypeResult = Out<typeof transactionTypeResult>;

export const transaction = z
  .object({
    ...transactionRow.shape,
    environment: z.string(),
    session: z.string(),
    attributes,
    events: z.array(businessEvent).describe("All its records, oldest first."),
    traceIds: z.array(z.string()),
    truncated: hasMore("records"),
  })
  .meta({ id: "Transaction" });
export type Transaction = Out<typeof transaction>;

export const transactionBucket = z
  .object({
    time: z.string(),
    completed: z.number(),
    failed: z.number(),
    abandoned: z.number(),
    amount: z.number().nullable().describe("Of completed ones in `currency`; `null` without any."),
    p50Ms: z.number().nullable(),
    p90Ms: z.number().nullable(),
    p95Ms: z.number().nullable(),
    p99Ms: z.number().nullable(),
  })
  .meta({ id: "TransactionBucket", description: "Transactions that ended in the bucket." });
export type TransactionBucket = Out<typeof transactionBucket>;

export const transactionGroup = z
  .object({
    kind: z.enum(["value", "absent", "other", "all"]).describe("`other`: all values beyond the limit."),
    value: z.string().describe("Empty unless `value`."),
    total: transactionBucket.omit({ time: true }).describe("Over the whole range."),
    buckets: z.array(transactionBucket),
  })
  .meta({ id: "TransactionGroup" });
export type TransactionGroup = Out<typeof transactionGroup>;

export const transactionGroupsResult = z
  .object({
    ...resolvedRange,
    stepMs: z.number(),
    by: z.string().describe("Empty: one group of all."),
    keys: z
      .array(z.string())
      .describe("Attributes that transactions of this type have, the commonest first, at most 100."),
    currency: z
      .string()
      .describe(
        "The one that most completed transactions have, empty where none has an amount; amounts in others are not counted here.",
      ),
    groups: z.array(transactionGroup).describe("Those with most transactions first; `other` last."),
  })
  .meta({ id: "TransactionGroupsResult" });
export type TransactionGroupsResult = Out<typeof transactionGroupsResult>;

const transactionFilterFields = {
  service: text.describe(
    "Only transactions that this service ended count, else those of which it sent the latest record.",
  ),
  filter: recordFilterFields.filter.describe(
    "Only transactions that meet all conditions count, of every figure: `key=value`, `key!=value`, `key>3`, `key exists`, `!key exists`, on attributes of the transaction and of its process. Conditions on people choose whose transactions count: `person did pay`, `person has tier=gold`, `transaction failed`, `transaction failed with card_declined`, `error` and `duration>2s`, and with `!` before all but the last the others.",
  ),
};
const sample = oneOf("usual", "few")
  .default("usual")
  .describe(
    "`few`: of types with very many transactions, figures are estimated from a part, for a first answer sooner. Listed transactions are never estimated.",
  );
const transactionsQuery = { ...rangeFields, ...transactionFilterFields, ...listFields, sample };
export type TransactionsQuery = In<typeof transactionsQuery>;
const transactionTypeQuery = {
  ...rangeFields,
  ...transactionFilterFields,
  ...pageFields,
  sample,
  outcome: oneOf(...outcomes),
  reason: text.describe("Of failure or abandonment; the whole text."),
  user: text,
  search: text.describe("Part of the id."),
  minAmount: decimal(0, 1e28).describe("In the currency of each transaction."),
  maxAmount: decimal(0, 1e28),
  minDurationMs: decimal(0, 1e12).describe("Transactions without a duration do not match."),
  maxDurationMs: decimal(0, 1e12),
  where: texts.describe(
    "Further conditions on attributes of the transaction and of its process, for the list only: `key=value`, `key!=value`, `key>3`, `key exists`, `!key exists`. Figures count all that meet `filter`.",
  ),
};
export type TransactionTypeQuery = In<typeof transactionTypeQuery>;
const transactionGroupsQuery = {
  ...rangeFields,
  ...transactionFilterFields,
  by: text.describe("An attribute of the transactions or of their process, such as `service.version`."),
  limit: whole(1, 20).default(7).describe("Groups beside `other`."),
};
export type TransactionGroupsQuery = In<typeof transactionGroupsQuery>;

export const transactionRoutes = {
  "GET /api/transactions": {
    summary: "Lists types of transactions with their figures, and those of the preceding period.",
    description: "A transaction that stays open longer than its timeout counts as abandoned.",
    query: transactionsQuery,
    result: transactionsResult,
  },
  "GET /api/transactions/:type": {
    summary: "Lists transactions of one type, and the reasons of those that did not complete.",
    query: transactionTypeQuery,
    result: transactionTypeResult,
  },
  "GET /api/transaction-groups/:type": {
    summary: "Returns outcomes, amounts and durations of one type over time, by the values of an attribute.",
    query: transactionGroupsQuery,
    result: transactionGroupsResult,
  },
  "GET /api/transactions/:type/:id": {
    summary: "Returns one transaction with all its records.",
    result: transaction,
  },
  "GET /api/transactions/:type/:id/activity": {
    summary: "Returns the traces of one transaction, and their errors and logs.",
    result: activity,
  },
} satisfies Routes;
