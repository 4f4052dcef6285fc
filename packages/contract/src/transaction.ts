import { z } from "zod";
import { pageOf, resolvedRange } from "./query.ts";
import { attributes } from "./value.ts";
import { businessEvent } from "./business-event.ts";
import { listFields, oneOf, pageFields, rangeFields, text } from "./fields.ts";
import { nextCursor } from "./query.ts";
import type { In, Out, Routes } from "./route.ts";

export const outcome = z
  .enum(["completed", "failed", "abandoned", "open"])
  .meta({ id: "Outcome", description: "`open`: no end was received." });
export type Outcome = Out<typeof outcome>;

export const money = z
  .object({
    currency: z.string().describe("ISO 4217. Currencies are never added together."),
    amount: z.string().describe("Decimal, exact."),
  })
  .meta({ id: "Money" });
export type Money = Out<typeof money>;

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
      .describe("Completed share of those that ended, 0 to 1; `null` when none ended."),
    amounts: z.array(money).describe("Amounts of completed transactions."),
    p50Ms: z.number().nullable().describe("Duration of transactions that completed or failed."),
    p95Ms: z.number().nullable(),
  })
  .meta({
    id: "TransactionFigures",
    description:
      "`started` and `open` count transactions that began in the range, the others those that ended in it.",
  });
export type TransactionFigures = Out<typeof transactionFigures>;

export const transactionTypeSummary = z
  .object({
    type: z.string(),
    current: transactionFigures,
    previous: transactionFigures.describe("The preceding period."),
    buckets: z.array(
      z.object({ time: z.string(), completed: z.number(), failed: z.number(), abandoned: z.number() }),
    ),
    services: z.array(z.string()),
  })
  .meta({ id: "TransactionTypeSummary" });
export type TransactionTypeSummary = Out<typeof transactionTypeSummary>;

export const transactionsResult = z
  .object({
    ...resolvedRange,
    stepMs: z.number(),
    types: z.array(transactionTypeSummary).describe("The busiest first."),
    nextCursor,
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
    summary: transactionTypeSummary,
    reasons: z
      .array(z.object({ outcome, reason: z.string(), count: z.number() }))
      .describe("The most frequent reasons of failure and abandonment in the range."),
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
  })
  .meta({ id: "Transaction" });
export type Transaction = Out<typeof transaction>;

const transactionsQuery = { ...rangeFields, ...listFields };
export type TransactionsQuery = In<typeof transactionsQuery>;
const transactionTypeQuery = {
  ...rangeFields,
  ...pageFields,
  outcome: oneOf(...outcome.options),
  user: text,
  search: text.describe("Part of the id."),
};
export type TransactionTypeQuery = In<typeof transactionTypeQuery>;

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
  "GET /api/transactions/:type/:id": {
    summary: "Returns one transaction with all its records.",
    result: transaction,
  },
} satisfies Routes;
