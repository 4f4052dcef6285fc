// What is at risk by errors and alerts (catalog/measures): the times that the parts `at-risk` and `unfinished-transactions` take.
import type { QueryParams } from "../context.ts";
import { type Range, toRangeParams } from "../time/range.ts";
import { toSqlTime } from "../time/time.ts";
import { marginOf } from "./transaction-params.ts";

/** The range, and since when the records of its transactions are read. */
export function toRiskTimes(range: Range): QueryParams {
  const marginNs = marginOf(range);
  return {
    ...toRangeParams(range),
    since: toSqlTime(range.fromNs > marginNs ? range.fromNs - marginNs : 0n),
  };
}
