// The amounts of transactions as a source of charts: of one currency, because those of several cannot be added.
import { currenciesOf, readAmounts } from "../../alerts/read/amounts.ts";
import { stepTimes, toRangeParams } from "../../api/time/range.ts";
import { toSqlTime } from "../../api/time/time.ts";
import { toTransactionTimes } from "../../api/transactions/transaction-params.ts";
import type { ChartAnswer, SteppedQuery } from "./chart-query.ts";

/** Amounts of the currency that the chart asks for, else of the one that most transactions have. */
export async function readAmount(
  type: string,
  { range, stepMs, environment, currency, isTotal, context }: SteppedQuery,
): Promise<ChartAnswer> {
  const times = stepTimes(range, stepMs);
  const fromMs = times[0] ?? 0;
  const since = toSqlTime(toTransactionTimes(range).sinceNs);
  const query = { ...toRangeParams(range), since, type, environment, fromMs, stepMs };
  const rows = await readAmounts(context.queries, query, { signal: context.signal });
  const known = currenciesOf(rows);
  const chosen = currency === undefined ? known[0] : [currency, ""].find((code) => known.includes(code));
  const totals = new Map(
    rows.filter(({ code }) => code === chosen).map(({ slot, total }) => [Number(slot), total]),
  );
  const values = times.map((_, at) => totals.get(at) ?? 0);
  const label =
    known.length > 1 && chosen !== undefined && chosen !== ""
      ? `${type} amount, ${chosen}`
      : `${type} amount`;
  return {
    times,
    stepMs,
    unit: chosen ?? currency ?? "",
    perSecond: false,
    truncated: 0,
    lines: chosen === undefined && !isTotal ? [] : [{ label, labels: {}, kind: "line", values }],
  };
}
