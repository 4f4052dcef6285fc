// Times for queries over transactions: how far to read before and after the range.
import type { ApiContext, QueryParams } from "../context.ts";
import { previousRange, type Range, toRangeParams } from "../time/range.ts";
import { endOfTimeNs, toSqlTime } from "../time/time.ts";

const hourNs = 3_600_000_000_000n;
const dayNs = 24n * hourNs;

/**
 * The range, the equal one before it (`before`), and the wider span of records that are read (`since`, `until`): wider by the
 * range's own length, at least an hour and at most a day.
 */
export function toTransactionParams(range: Range, context: Pick<ApiContext, "nowMs">): QueryParams {
  const lengthNs = range.toNs - range.fromNs;
  const marginNs = lengthNs < hourNs ? hourNs : lengthNs > dayNs ? dayNs : lengthNs;
  const { fromNs: beforeNs } = previousRange(range);
  const untilNs = range.toNs + marginNs;
  return {
    ...toRangeParams(range),
    before: toSqlTime(beforeNs),
    since: toSqlTime(beforeNs > marginNs ? beforeNs - marginNs : 0n),
    until: toSqlTime(untilNs < endOfTimeNs ? untilNs : endOfTimeNs),
    now: toSqlTime(BigInt(Math.floor(context.nowMs())) * 1_000_000n),
  };
}
