// Figures of types of transactions, as the overview and the page of one type show them.
import type { TransactionFigures, TransactionTypeSummary } from "contract";
import type { ApiContext } from "../context.ts";
import { run } from "../context.ts";
import { toMoney } from "./money.ts";
import { type Range, stepTimes } from "../time/range.ts";
import { toIso } from "../time/time.ts";
import { toTransactionParams } from "./transaction-params.ts";

type Counts = Readonly<Record<string, string | number>>;

/** One row a type. Columns end in `Now` for the range and in `Before` for the one before it. */
type FiguresRow = Readonly<Record<string, unknown>> & {
  readonly type: string;
  readonly completedBuckets: Counts;
  readonly failedBuckets: Counts;
  readonly abandonedBuckets: Counts;
  readonly servicesNow: readonly string[];
};

/** Figures of one type, or of all without `type`; the busiest first. */
export async function findFigures(
  range: Range,
  stepMs: number,
  type: string | undefined,
  environment: string | undefined,
  context: ApiContext,
): Promise<TransactionTypeSummary[]> {
  const rows = await run<FiguresRow>(context, "transaction-figures", {
    ...toTransactionParams(range, context),
    stepMs,
    type,
    environment,
  });
  return rows.map((row) => ({
    type: row.type,
    current: toFigures(row, "Now"),
    previous: toFigures(row, "Before"),
    buckets: stepTimes(range, stepMs).map((time) => ({
      time: toIso(BigInt(time) * 1_000_000n),
      completed: Number(row.completedBuckets[time] ?? 0),
      failed: Number(row.failedBuckets[time] ?? 0),
      abandoned: Number(row.abandonedBuckets[time] ?? 0),
    })),
    services: row.servicesNow,
  }));
}

/** The summary of a type without records. */
export function noFigures(type: string, range: Range, stepMs: number): TransactionTypeSummary {
  const none: TransactionFigures = {
    started: 0,
    completed: 0,
    failed: 0,
    abandoned: 0,
    open: 0,
    completionRate: null,
    amounts: [],
    p50Ms: null,
    p95Ms: null,
  };
  const buckets = stepTimes(range, stepMs).map((time) => ({
    time: toIso(BigInt(time) * 1_000_000n),
    completed: 0,
    failed: 0,
    abandoned: 0,
  }));
  return { type, current: none, previous: none, buckets, services: [] };
}

function toFigures(row: FiguresRow, period: "Now" | "Before"): TransactionFigures {
  const count = (name: string): number => Number(row[name + period] ?? 0);
  const [completed, failed, abandoned] = [count("completed"), count("failed"), count("abandoned")];
  const ended = completed + failed + abandoned;
  const [p50Ms = null, p95Ms = null] = row[`quantiles${period}`] as readonly (number | null)[];
  return {
    started: count("started"),
    completed,
    failed,
    abandoned,
    open: count("open"),
    completionRate: ended === 0 ? null : completed / ended,
    amounts: toMoney(row[`amounts${period}`] as Readonly<Record<string, string>>),
    p50Ms,
    p95Ms,
  };
}
