// GET /api/transactions and /api/transactions/{type}: types with their figures, and the transactions of one type.
import type { ParamsOf, TransactionRow, TransactionsResult, TransactionTypeResult } from "contract";
import type { ApiContext, QueryParams } from "../context.ts";
import { textKey } from "../params/cursor.ts";
import { by, byTime, definePageKey } from "../params/page-key.ts";
import { type Rank, toPage } from "../params/page.ts";
import { readRange } from "../params/params.ts";
import { findSendingServices } from "../records/sending-services.ts";
import { chooseStepMs, toResolved } from "../time/range.ts";
import { toTransactionConditions } from "./transaction-conditions.ts";
import { findFigures, noFigures, type TypeFigures } from "./transaction-figures.ts";
import { toTransactionParams } from "./transaction-params.ts";
import { findRows, type RowColumns } from "./transaction-rows.ts";
import { findShares, noShares, type TransactionShares } from "./transaction-shares.ts";

export async function listTransactionTypes(
  params: ParamsOf<"GET /api/transactions">,
  context: ApiContext,
): Promise<TransactionsResult> {
  const range = readRange(params, context);
  const stepMs = chooseStepMs(range, 60, 1);
  const conditions = toTransactionConditions(params, context);
  const query = {
    ...toTransactionParams(range, context),
    environment: params.environment,
    ...conditions,
  };
  const shares = await chooseShares(params, query, conditions, context);
  const [servicesOf, figures] = await Promise.all([
    findSendingServices("transaction", context),
    findFigures(query, range, stepMs, context, shares),
  ]);
  const summaries = figures.map(({ summary }) => summary);
  const { page, nextCursor } = toPage(summaries, busyness, params);
  return {
    ...toResolved(range),
    stepMs,
    isEstimate: shares.isEstimate,
    types: page.map((summary) => ({ ...summary, services: [...servicesOf(summary.type)] })),
    nextCursor,
    truncated: Math.max(0, (figures[0]?.typeCount ?? 0) - figures.length),
  };
}

/** A part is chosen by the size of all. What conditions leave may be few of them, and is counted. */
async function chooseShares(
  { sample }: Pick<ParamsOf<"GET /api/transactions">, "sample">,
  query: QueryParams,
  conditions: QueryParams,
  context: ApiContext,
): Promise<TransactionShares> {
  return sample === "few" && conditions["filtered"] !== true ? findShares(query, context) : noShares;
}

function busyness({ type, current }: TypeFigures): Rank {
  return [current.started + current.completed + current.failed + current.abandoned, type];
}

const pageKey = definePageKey<RowColumns>({
  cursorStart: byTime(({ startNs }) => startNs),
  cursorId: by(textKey, ({ id }) => id),
});

export async function getTransactionType(
  params: ParamsOf<"GET /api/transactions/:type">,
  context: ApiContext,
): Promise<TransactionTypeResult> {
  const range = readRange(params, context);
  const limit = params.limit;
  const { params: after, timeNs } = pageKey.read(params.cursor);
  const stepMs = chooseStepMs(range, 60, 1);
  const conditions = toTransactionConditions(params, context);
  const filters = toRowFilters(params, context);
  const shared = {
    ...toTransactionParams(range, context),
    type: params.type,
    environment: params.environment,
  };
  const shares = await chooseShares(params, shared, conditions, context);
  const [servicesOf, [figures], rows] = await Promise.all([
    findSendingServices("transaction", context),
    findFigures({ ...shared, ...conditions }, range, stepMs, context, shares),
    findRows({ ...shared, ...filters, ...after, limit: limit + 1 }, range, timeNs, context),
  ]);
  const { page, nextCursor } = pageKey.page(rows, limit);
  return {
    ...toResolved(range),
    stepMs,
    isEstimate: shares.isEstimate,
    summary: {
      ...(figures?.summary ?? noFigures(params.type, range, stepMs)),
      services: [...servicesOf(params.type)],
    },
    reasons: figures?.reasons ?? [],
    truncatedReasons: figures?.truncatedReasons ?? 0,
    items: page.map(toRow),
    nextCursor,
  };
}

/** The conditions of the list. Those on attributes need the attributes of each transaction, which are much to read. */
function toRowFilters(params: ParamsOf<"GET /api/transactions/:type">, context: ApiContext): QueryParams {
  return {
    outcome: params.outcome,
    reason: params.reason,
    user: params.user,
    search: params.search,
    minAmount: params.minAmount,
    maxAmount: params.maxAmount,
    minMs: params.minDurationMs,
    maxMs: params.maxDurationMs,
    ...toTransactionConditions(params, context, params.where),
  };
}

function toRow({ took, worth, currency, steps, ...row }: RowColumns): TransactionRow {
  return {
    ...row,
    durationMs: took,
    amount: worth === null ? null : { currency, amount: worth },
    stepCount: Number(steps),
  };
}
