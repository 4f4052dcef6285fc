// The fall of a transaction type's completion within the range: from what to what, and since when. The sentence at the top of the overview
// and the verdict beside each type both come from it, so that they cannot disagree.
import type { TransactionTypeSummary } from "contract";

import { changePoint } from "./change-point.ts";
import { loud, type Share } from "./significance.ts";

export interface Fall {
  /** Shares of completed transactions among those that ended. */
  readonly before: number;
  readonly after: number;
  /** The beginning of the fall, ISO 8601; `undefined` when it began before the range. */
  readonly since: string | undefined;
  readonly z: number;
}

/** The least drop that is reported, as a share. */
const minDrop = 0.02;

/** The moment at which completion fell most clearly; `undefined` without a significant fall. */
export function findFallOf({
  buckets,
  previous,
}: Pick<TransactionTypeSummary, "buckets" | "previous">): Fall | undefined {
  const shares = buckets.map(shareOf);
  const point = changePoint(shares, shareOf(previous));
  if (point === undefined || point.z > -loud) return undefined;
  const [before, after] = [point.before.count / point.before.total, point.after.count / point.after.total];
  if (before - after < minDrop) return undefined;
  return { before, after, since: point.index === 0 ? undefined : buckets[point.index]?.time, z: point.z };
}

function shareOf(counts: {
  readonly completed: number;
  readonly failed: number;
  readonly abandoned: number;
}): Share {
  return { count: counts.completed, total: counts.completed + counts.failed + counts.abandoned };
}
