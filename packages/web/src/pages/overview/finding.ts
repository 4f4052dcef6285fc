// The main finding of the overview: the transaction type whose completion fell, from what to what, when, and with which version.
import type { TransactionTypeSummary } from "contract";

import { changePoint } from "../../lib/change-point.ts";
import { loud, type Share } from "../../lib/significance.ts";
import type { JudgedDeploy } from "../../lib/deploy-effect.ts";

export interface Finding {
  readonly type: string;
  /** Shares of completed transactions among those that ended. */
  readonly before: number;
  readonly after: number;
  /** The beginning of the fall, ISO 8601; `undefined` when it began before the range. */
  readonly since: string | undefined;
  /** A version first seen around that time. */
  readonly version:
    | { readonly service: string; readonly version: string; readonly since: string }
    | undefined;
  readonly z: number;
}

/** The least drop that is reported, as a share. */
const leastDrop = 0.02;
const withinMs = 10 * 60_000;

/** The worst fall among `types`, or `undefined` without one. */
export function findFall(
  types: readonly TransactionTypeSummary[],
  deploys: readonly JudgedDeploy[],
): Finding | undefined {
  const falls = types
    .map((summary) => fallOf(summary, deploys))
    .filter((fall): fall is Finding => fall !== undefined);
  return falls.toSorted((a, b) => a.z - b.z)[0];
}

function fallOf(summary: TransactionTypeSummary, deploys: readonly JudgedDeploy[]): Finding | undefined {
  const { type, buckets, previous } = summary;
  const shares = buckets.map((bucket) => ({
    count: bucket.completed,
    total: bucket.completed + bucket.failed + bucket.abandoned,
  }));
  const earlier: Share = {
    count: previous.completed,
    total: previous.completed + previous.failed + previous.abandoned,
  };
  const point = changePoint(shares, earlier);
  if (point === undefined || point.z > -loud) return undefined;
  const [before, after] = [point.before.count / point.before.total, point.after.count / point.after.total];
  if (before - after < leastDrop) return undefined;
  const since = point.index === 0 ? undefined : buckets[point.index]?.time;
  return {
    type,
    before,
    after,
    since,
    version: since === undefined ? undefined : versionAbout(since, summary, deploys),
    z: point.z,
  };
}

/** The version first seen closest before the change, preferably of one of the transaction's own services. */
function versionAbout(
  since: string,
  { services: own }: TransactionTypeSummary,
  deploys: readonly JudgedDeploy[],
): Finding["version"] {
  const at = Date.parse(since);
  const near = deploys
    .filter(
      ({ isFirst, since: seen }) =>
        !isFirst && at - Date.parse(seen) > -withinMs / 2 && at - Date.parse(seen) < withinMs,
    )
    .toSorted(
      (a, b) =>
        Number(own.includes(b.service)) - Number(own.includes(a.service)) ||
        Date.parse(b.since) - Date.parse(a.since),
    );
  return near[0];
}
