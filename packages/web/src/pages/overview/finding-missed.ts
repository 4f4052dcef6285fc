// The finding when no completion fell: an objective that is missed in the range, however long it has been so.
import type { TransactionTypeSummary } from "contract";

import type { KnownEvidence } from "../../data/use-transaction-evidence.ts";
import { type ObjectiveShare, objectivesOf } from "../../lib/transaction-promises.ts";

export interface Missed extends ObjectiveShare {
  readonly type: string;
}

/** The one furthest below its target. */
export function findMissed(
  types: readonly TransactionTypeSummary[],
  known: Pick<KnownEvidence, "of">,
): Missed | undefined {
  return types
    .flatMap(({ type, current }) => {
      const evidence = known.of(type)?.evidence;
      const found = evidence === undefined ? [] : objectivesOf(evidence, current);
      return found.filter(({ isMissed }) => isMissed).map((one): Missed => ({ ...one, type }));
    })
    .toSorted((a, b) => a.share - a.target - (b.share - b.target))[0];
}
