// Which declared transitions did not happen. Where rarer ones are not listed, one that is missing may be among them: unknown, so none.
import type { WorkflowTypeResult } from "contract";

import { transitionKey } from "./transition-key.ts";

type Pair = WorkflowTypeResult["declaredTransitions"][number];

/** Whether all transitions of the range are listed. */
export function areAllListed({ summary }: WorkflowTypeResult): boolean {
  return summary.truncatedTransitions === 0;
}

/** The declared transitions that did not happen; none where that is unknown. */
export function neverHappened(result: WorkflowTypeResult): readonly Pair[] {
  if (!areAllListed(result)) return [];
  const happened = new Set(result.summary.transitions.map(transitionKey));
  return result.declaredTransitions.filter((pair) => !happened.has(transitionKey(pair)));
}
