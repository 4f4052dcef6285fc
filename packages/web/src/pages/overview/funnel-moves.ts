// The step of a funnel that changed most against the previous period, and whether the change is significant.
import type { FunnelSummary } from "contract";

import type { Verdict } from "../../ui/delta.tsx";
import { previousPeople } from "../../lib/previous-people.ts";
import { notable, proportionZ, type Share } from "../../lib/significance.ts";

export interface StepMove {
  readonly from: string;
  readonly to: string;
  readonly now: number;
  readonly before: number;
  readonly verdict: Verdict;
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
    const now: Share = { count: second.people, total: first.people };
    const before: Share = { count: previous[at] ?? 0, total: previous[at - 1] ?? 0 };
    if (now.total === 0 || before.total === 0) continue;
    moves.push({
      from: first.name,
      to: second.name,
      now: now.count / now.total,
      before: before.count / before.total,
      verdict: verdictOf(now, before),
    });
  }
  return moves.toSorted((a, b) => Math.abs(b.now - b.before) - Math.abs(a.now - a.before))[0];
}

/** Whether the conversion of the whole funnel changed significantly. */
export function conversionVerdict(funnel: FunnelSummary, isEstimate = false): Verdict {
  if (isEstimate) return "usual";
  const { steps } = funnel;
  const previous = previousPeople(funnel);
  return verdictOf(
    { count: steps.at(-1)?.people ?? 0, total: steps[0]?.people ?? 0 },
    { count: previous.at(-1) ?? 0, total: previous[0] ?? 0 },
  );
}

function verdictOf(now: Share, before: Share): Verdict {
  const z = proportionZ(now, before);
  return z < -notable ? "bad" : z > notable ? "good" : "usual";
}
