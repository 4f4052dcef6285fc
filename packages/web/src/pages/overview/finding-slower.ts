// The finding when no completion fell: the transaction type that takes clearly longer than before.
import type { TransactionTypeSummary } from "contract";

import { judge } from "../../lib/transaction-verdict.ts";
import type { JudgedDeploy } from "../../lib/deploy-effect.ts";

export interface Slowdown {
  readonly type: string;
  readonly beforeMs: number;
  readonly afterMs: number;
  /** The newest version whose own service slowed down with it. */
  readonly version: JudgedDeploy | undefined;
}

/** The least ratio that is reported. */
const minRatio = 1.5;

/** The worst slowdown of p95 against the previous period, or `undefined` when none is significant. */
export function findSlowdown(
  types: readonly TransactionTypeSummary[],
  deploys: readonly JudgedDeploy[],
): Slowdown | undefined {
  const slow = types
    .filter((summary) => judge(summary).p95 === "bad")
    .map(({ type, current, previous }) => ({
      type,
      beforeMs: previous.p95Ms ?? 0,
      afterMs: current.p95Ms ?? 0,
    }))
    .filter(({ beforeMs, afterMs }) => beforeMs > 0 && afterMs >= beforeMs * minRatio)
    .toSorted((a, b) => b.afterMs / b.beforeMs - a.afterMs / a.beforeMs)[0];
  return slow === undefined ? undefined : { ...slow, version: deploys.find(({ slowed }) => slowed) };
}
