// The fall of a transaction type's completion: within the range, or below what is usual. The sentence at the top of the overview and the
// verdict beside each type both come from it, so that they cannot disagree.
import { shareOf } from "catalog/measures";
import type { TransactionEvidence, TransactionTypeSummary } from "contract";

import { changePoint } from "./change-point.ts";
import { loud, notable, type Share } from "./significance.ts";
import { usualCompletion } from "./usual-completion.ts";
import { aboveUsual } from "./usual-share.ts";

export interface Fall {
  /** Shares of completed transactions among those that ended. */
  readonly before: number;
  readonly after: number;
  /** The beginning of the fall, ISO 8601; `undefined` when it began before the range. */
  readonly since: string | undefined;
  /** What `before` is of. */
  readonly against: "before" | "earlier days";
  readonly z: number;
}

/** The least drop that is reported, as a share. */
const minDrop = 0.02;

/**
 * The moment at which completion fell most clearly, else that it is below that of the same hours of earlier days; `undefined` without a
 * significant fall. A fall to what is usual at these hours does not count.
 */
export function findFallOf(
  { buckets, previous, current }: Pick<TransactionTypeSummary, "buckets" | "previous" | "current">,
  evidence?: Pick<TransactionEvidence, "days">,
): Fall | undefined {
  const usual = evidence === undefined ? undefined : usualCompletion(evidence);
  const point = changePoint(buckets.map(completedOf), completedOf(previous));
  const isUsual = point !== undefined && usual !== undefined && aboveUsual(point.after, usual) > -notable;
  if (point !== undefined && point.z <= -loud && !isUsual) {
    const [before, after] = [point.before, point.after].map(({ count, total }) => shareOf(count, total) ?? 0);
    if (before! - after! >= minDrop)
      return {
        before: before!,
        after: after!,
        since: point.index === 0 ? undefined : buckets[point.index]?.time,
        against: "before",
        z: point.z,
      };
  }
  if (usual === undefined) return undefined;
  const now = completedOf(current);
  const [after, z] = [shareOf(now.count, now.total), aboveUsual(now, usual)];
  if (after === null || z > -loud || usual.share - after < minDrop) return undefined;
  return { before: usual.share, after, since: undefined, against: "earlier days", z };
}

export function completedOf(counts: {
  readonly completed: number;
  readonly failed: number;
  readonly abandoned: number;
}): Share {
  return { count: counts.completed, total: counts.completed + counts.failed + counts.abandoned };
}
