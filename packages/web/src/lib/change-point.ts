// Finds the moment at which a share changed: the split of a series that explains it best.
import { leastAroundChange } from "catalog/measures";

import { proportionZ, type Share } from "./significance.ts";

export interface ChangePoint {
  /** First bucket of the new state. */
  readonly index: number;
  readonly before: Share;
  readonly after: Share;
  /** Standard errors between the two; below 0 when the share fell. */
  readonly z: number;
}

/** The best split of `buckets`, or `undefined` when no side is large enough. `earlier` counts as before the first bucket. */
export function changePoint(
  buckets: readonly Share[],
  earlier: Share = { count: 0, total: 0 },
): ChangePoint | undefined {
  let after = sum(buckets);
  let before = earlier;
  let best: ChangePoint | undefined;
  for (const [index, bucket] of buckets.entries()) {
    if (Math.min(before.total, after.total) >= leastAroundChange) {
      const z = proportionZ(after, before);
      if (best === undefined || Math.abs(z) > Math.abs(best.z)) best = { index, before, after, z };
    }
    before = { count: before.count + bucket.count, total: before.total + bucket.total };
    after = { count: after.count - bucket.count, total: after.total - bucket.total };
  }
  return best;
}

function sum(buckets: readonly Share[]): Share {
  return buckets.reduce((all, { count, total }) => ({ count: all.count + count, total: all.total + total }), {
    count: 0,
    total: 0,
  });
}
