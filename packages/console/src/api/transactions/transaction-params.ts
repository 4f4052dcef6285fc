// Times for queries over transactions: how far to read before and after the range.
import type { ApiContext, QueryParams } from "../context.ts";
import { previousRange, type Range, toRangeParams } from "../time/range.ts";
import { endOfTimeNs, toSqlTime } from "../time/time.ts";

const hourNs = 3_600_000_000_000n;
const dayNs = 24n * hourNs;

/** The times of the records that a range needs, Unix ns. */
export interface TransactionTimes {
  /** Beginning of the equal range before it. */
  readonly beforeNs: bigint;
  readonly sinceNs: bigint;
  readonly untilNs: bigint;
}

/**
 * The range, the equal one before it, and a margin on both sides. The same for all figures of a range, because a transaction without an end counts where its timeout passes, and only when its begin is read.
 */
export function toTransactionTimes(range: Range): TransactionTimes {
  const marginNs = marginOf(range);
  const { fromNs: beforeNs } = previousRange(range);
  const untilNs = range.toNs + marginNs;
  return {
    beforeNs,
    sinceNs: beforeNs > marginNs ? beforeNs - marginNs : 0n,
    untilNs: untilNs < endOfTimeNs ? untilNs : endOfTimeNs,
  };
}

/** The range's own length, at least an hour and at most a day. */
export function marginOf({ fromNs, toNs }: Range): bigint {
  const lengthNs = toNs - fromNs;
  return lengthNs < hourNs ? hourNs : lengthNs > dayNs ? dayNs : lengthNs;
}

/** The range, the equal one before it (`before`), and the records that are read (`since`, `until`; journeys call a step `until`, so that what they share has `readUntil`). */
export function toTransactionParams(range: Range, context: Pick<ApiContext, "nowMs">): QueryParams {
  const { beforeNs, sinceNs, untilNs } = toTransactionTimes(range);
  return {
    ...toRangeParams(range),
    before: toSqlTime(beforeNs),
    since: toSqlTime(sinceNs),
    until: toSqlTime(untilNs),
    readUntil: toSqlTime(untilNs),
    now: toSqlTime(BigInt(Math.floor(context.nowMs())) * 1_000_000n),
  };
}
