// GET /api/transactions and /api/transactions/{type}: types with their figures, and the transactions of one type.
import type {
  Outcome,
  ParamsOf,
  TransactionRow,
  TransactionsResult,
  TransactionTypeResult,
  TransactionTypeSummary,
} from "contract";
import { z } from "zod";
import type { ApiContext } from "../context.ts";
import { run } from "../context.ts";
import { nsKey, readCursor, toCursor } from "../params/cursor.ts";
import { type Rank, toPage } from "../params/page.ts";
import { readRange } from "../params/params.ts";
import { chooseStepMs, toResolved } from "../time/range.ts";
import { endOfTime, toSqlTime } from "../time/time.ts";
import { findFigures, noFigures } from "./transaction-figures.ts";
import { toTransactionParams } from "./transaction-params.ts";

interface RowColumns {
  readonly type: string;
  readonly id: string;
  readonly startNs: string;
  readonly outcome: Outcome;
  readonly reason: string;
  readonly durationMs: number | null;
  readonly amount: string | null;
  readonly currency: string;
  readonly user: string;
  readonly steps: string;
  readonly lastStep: string;
  readonly service: string;
  readonly traceId: string;
}

export async function listTransactionTypes(
  params: ParamsOf<"GET /api/transactions">,
  context: ApiContext,
): Promise<TransactionsResult> {
  const range = readRange(params, context);
  const stepMs = chooseStepMs(range, 60, 1);
  const figures = await findFigures(range, stepMs, undefined, params.environment, context);
  const { page, nextCursor } = toPage(figures, busyness, params);
  return { ...toResolved(range), stepMs, types: page, nextCursor };
}

function busyness({ type, current }: TransactionTypeSummary): Rank {
  return [current.started + current.completed + current.failed + current.abandoned, type];
}

export async function getTransactionType(
  params: ParamsOf<"GET /api/transactions/:type">,
  context: ApiContext,
): Promise<TransactionTypeResult> {
  const range = readRange(params, context);
  const limit = params.limit;
  const key = readCursor(params.cursor, z.tuple([nsKey, z.string().max(4096)]));
  const stepMs = chooseStepMs(range, 60, 1);
  const shared = {
    ...toTransactionParams(range, context),
    type: params.type,
    environment: params.environment,
  };
  const [[summary], rows, reasons] = await Promise.all([
    findFigures(range, stepMs, params.type, params.environment, context),
    run<RowColumns>(context, "transaction-rows", {
      ...shared,
      outcome: params.outcome,
      user: params.user,
      search: params.search,
      cursorStart: key === undefined ? endOfTime : toSqlTime(BigInt(key[0])),
      cursorId: key?.[1] ?? "",
      limit: limit + 1,
    }),
    run<{ outcome: Outcome; reason: string; transactions: string }>(context, "transaction-reasons", shared),
  ]);
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  return {
    ...toResolved(range),
    stepMs,
    summary: summary ?? noFigures(params.type, range, stepMs),
    reasons: reasons.map(({ outcome, reason, transactions }) => ({
      outcome,
      reason,
      count: Number(transactions),
    })),
    items: page.map(toRow),
    nextCursor: rows.length > limit && last !== undefined ? toCursor([last.startNs, last.id]) : null,
  };
}

function toRow(row: RowColumns): TransactionRow {
  const { amount, currency, steps, ...rest } = row;
  return { ...rest, amount: amount === null ? null : { currency, amount }, stepCount: Number(steps) };
}
