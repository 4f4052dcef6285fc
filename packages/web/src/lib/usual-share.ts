// The usual share of something: that of the same hours of earlier days, and how far it varies from day to day.
import { leastEvidence, shareOf } from "catalog/measures";

import { median } from "./median.ts";
import type { Share } from "./significance.ts";

export interface UsualShare {
  readonly share: number;
  /** How many the share of a day is of. */
  readonly total: number;
  /** Standard deviation of the share of a day, beyond what chance gives. */
  readonly spread: number;
}

/** `undefined` without an earlier day with enough of them. The median, so that a bad day does not become usual. */
export function usualShare(days: readonly Share[]): UsualShare | undefined {
  const known = days.filter(({ total }) => total >= leastEvidence);
  if (known.length === 0) return undefined;
  const shares = known.map(({ count, total }) => shareOf(count, total)!);
  const share = median(shares);
  return {
    share,
    total: median(known.map(({ total }) => total)),
    // of normally distributed values this multiple of the median deviation is the standard deviation
    spread: 1.4826 * median(shares.map((one) => Math.abs(one - share))),
  };
}

/** By how many standard errors `now` lies above the usual share. */
export function aboveUsual(now: Share, usual: UsualShare): number {
  const share = shareOf(now.count, now.total);
  if (share === null) return 0;
  const pooled = (now.count + usual.share * usual.total) / (now.total + usual.total);
  const chance = pooled * (1 - pooled) * (1 / now.total + 1 / usual.total);
  const error = Math.sqrt(chance + usual.spread ** 2);
  return error === 0 ? 0 : (share - usual.share) / error;
}
