// The step of a funnel that changed most against the previous period, and whether the change is significant.
import { type Judgement, shareOf } from "catalog/measures";
import type { FunnelSummary } from "contract";

import { stepVerdict } from "../../lib/conversion-verdict.ts";
import { previousPeople } from "../../lib/previous-people.ts";

export interface StepMove {
  readonly from: string;
  readonly to: string;
  readonly now: number;
  readonly before: number;
  readonly verdict: Judgement;
}

/**
 * The step whose share of people that came from the step before changed most; `undefined` without a previous period or with few people in
 * it, and for estimated people, of whom each was counted several times.
 */
export function mostMoved(funnel: FunnelSummary, isEstimate = false): StepMove | undefined {
  if (isEstimate) return undefined;
  const { steps } = funnel;
  const previous = previousPeople(funnel);
  const moves: StepMove[] = [];
  for (let at = 1; at < steps.length; at++) {
    const [first, second] = [steps[at - 1], steps[at]];
    if (first === undefined || second === undefined) continue;
    const now = shareOf(second.people, first.people);
    const before = shareOf(previous[at] ?? 0, previous[at - 1] ?? 0);
    if (now === null || before === null) continue;
    moves.push({
      from: first.name,
      to: second.name,
      now,
      before,
      verdict: stepVerdict(funnel, at),
    });
  }
  return moves.toSorted((a, b) => Math.abs(b.now - b.before) - Math.abs(a.now - a.before))[0];
}
