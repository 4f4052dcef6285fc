// The usual completion of a type of transactions: that of the same hours of earlier days, and how far it varies from day to day.
import { leastEvidence, shareOf } from "catalog/measures";
import type { TransactionEvidence } from "contract";

import { median } from "./median.ts";
import type { Share } from "./significance.ts";

export interface UsualCompletion {
  readonly share: number;
  /** Transactions that ended on a day. */
  readonly ended: number;
  /** Standard deviation of the share of a day, beyond what chance gives. */
  readonly spread: number;
}

/** `undefined` without an earlier day with enough transactions. The median, so that a bad day does not become usual. */
export function usualCompletion({ days }: Pick<TransactionEvidence, "days">): UsualCompletion | undefined {
  const known = days
    .map(({ completed, failed, abandoned }) => ({ completed, ended: completed + failed + abandoned }))
    .filter(({ ended }) => ended >= leastEvidence);
  if (known.length === 0) return undefined;
  const shares = known.map(({ completed, ended }) => shareOf(completed, ended)!);
  const share = median(shares);
  return {
    share,
    ended: median(known.map(({ ended }) => ended)),
    // of normally distributed values this multiple of the median deviation is the standard deviation
    spread: 1.4826 * median(shares.map((one) => Math.abs(one - share))),
  };
}

/** By how many standard errors `now` lies above the usual completion. */
export function aboveUsual(now: Share, usual: UsualCompletion): number {
  const share = shareOf(now.count, now.total);
  if (share === null) return 0;
  const pooled = (now.count + usual.share * usual.ended) / (now.total + usual.ended);
  const chance = pooled * (1 - pooled) * (1 / now.total + 1 / usual.ended);
  const error = Math.sqrt(chance + usual.spread ** 2);
  return error === 0 ? 0 : (share - usual.share) / error;
}
