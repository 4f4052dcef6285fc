// Transactions of a type as a source of charts, with the figures of its page: over all, or by the values of an attribute.
import { measureOfSource, shareOf, ucumOf } from "catalog/measures";
import { absentName, restName } from "catalog/rest-name";
import type { ChartSource, TransactionBucket, TransactionGroup } from "contract";
import { findTransactionGroups } from "../../api/transactions/transaction-groups.ts";
import { ProblemError } from "../../problem/problem.ts";
import { readAmount } from "./amount.ts";
import { type ChartAnswer, type SteppedQuery, type Line, toAnswer, toSeconds } from "./chart-query.ts";

type TransactionSource = Extract<ChartSource, { readonly transaction: string }>;
type Measure = TransactionSource["measure"];
type Bucket = Omit<TransactionBucket, "time">;

/** As on the page. */
const mostGroups = 7;

const outcomes = ["completed", "abandoned", "failed"] as const;
const countEnded = (bucket: Bucket): number => outcomes.reduce((sum, outcome) => sum + bucket[outcome], 0);

function share(outcome: "completed" | "failed"): (bucket: Bucket) => number | null {
  return (bucket) => shareOf(bucket[outcome], countEnded(bucket));
}

const valueOf: Readonly<Record<Measure, (bucket: Bucket) => number | null>> = {
  count: countEnded,
  outcomes: countEnded,
  completion: share("completed"),
  failure: share("failed"),
  amount: ({ amount }) => amount,
  p50: ({ p50Ms }) => toSeconds(p50Ms),
  p90: ({ p90Ms }) => toSeconds(p90Ms),
  p95: ({ p95Ms }) => toSeconds(p95Ms),
  p99: ({ p99Ms }) => toSeconds(p99Ms),
};

export async function readTransaction(source: TransactionSource, asked: SteppedQuery): Promise<ChartAnswer> {
  const { transaction: type, measure, by } = source;
  const isByOutcome = measure === "outcomes" && !asked.isTotal;
  if (isByOutcome && by !== undefined) throw groupedOutcomes(by);
  if (measure === "amount" && by === undefined && !asked.needsTotal) return readAmount(type, asked);
  const { range, stepMs, environment, currency } = asked;
  const { groups, ...found } = await findTransactionGroups(
    { type, by, range, stepMs, environment, currency, limit: mostGroups },
    asked.context,
  );
  return toAnswer(asked, unitOf(source, found.currency), linesOf(source, groups, asked));
}

function linesOf(
  { transaction, measure, by }: TransactionSource,
  groups: readonly TransactionGroup[],
  { isTotal }: SteppedQuery,
): readonly Line[] {
  const isCount = measure === "count" || measure === "outcomes";
  if (by !== undefined) {
    // the rest of the groups of one query is not that of another
    const shown = groups.filter(({ kind }) => !isTotal || kind !== "other");
    const names = groups.map(({ value }) => value);
    return shown.map(({ kind, value, buckets, total }) => ({
      label: kind === "value" ? value : kind === "other" ? restName(names) : absentName(names),
      labels: kind === "other" ? {} : { [by]: value },
      values: buckets.map(valueOf[measure]),
      total: valueOf[measure](total),
    }));
  }
  const [all] = groups;
  // in a formula nothing is zero, too; alone, a chart without any data says so
  if (all === undefined) return isCount && isTotal ? [{ label: transaction, values: "zeros" }] : [];
  if (measure === "outcomes" && !isTotal)
    return outcomes.map((outcome): Line => ({
      label: outcome,
      labels: { outcome },
      values: all.buckets.map((bucket) => bucket[outcome]),
      total: all.total[outcome],
    }));
  return [
    {
      label: `${transaction} ${measure}`,
      values: all.buckets.map(valueOf[measure]),
      total: valueOf[measure](all.total),
    },
  ];
}

/** An amount has its currency, another measure its own unit. */
function unitOf(source: TransactionSource, currency: string): string {
  const key = measureOfSource(source);
  return source.measure === "amount" || key === undefined ? currency : ucumOf(key);
}

function groupedOutcomes(by: string): ProblemError {
  return new ProblemError(
    "BAD_BODY",
    `Cannot draw the outcomes by \`${by}\`: each value has three of them.`,
    "Draw `completion` or `failure` by it, or leave out `by`.",
  );
}
