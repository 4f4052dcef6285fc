// Whether the conversion of a funnel, or of one of its steps, changed against the previous period.
import { type Judgement, leastEvidence } from "catalog/measures";
import type { FunnelSummary } from "contract";

import { previousPeople } from "./previous-people.ts";
import { loud, proportionZ, type Share, verdictOf } from "./significance.ts";
import type { VerdictState } from "./verdict.ts";

type Counted = Pick<FunnelSummary, "steps" | "previous">;

/** Of the whole funnel; `usual` for estimated people, of whom each was counted several times. */
export function conversionVerdict(funnel: Counted, isEstimate = false): Judgement {
  if (isEstimate) return "usual";
  return verdictOf("conversion", zOf(funnel, funnel.steps.length - 1, 0));
}

/** Of the people at the step before the step `at`, from 1. */
export const stepVerdict = (funnel: Counted, at: number): Judgement =>
  verdictOf("stepConversion", zOf(funnel, at, at - 1));

/**
 * How a change is drawn on a page that has a verdict of the whole: no change is red beside a word such as `usual`, which was judged by earlier
 * days, and knows more. `whole` is `undefined` where nothing is judged.
 */
export function besideVerdict(change: Judgement, whole: VerdictState | undefined): Judgement {
  return change === "bad" && whole !== undefined && whole !== "bad" ? "usual" : change;
}

/** 0 where fewer than `least` people came to the step `from`, now or before. */
function zOf(funnel: Counted, to: number, from: number, least = leastEvidence): number {
  const previous = previousPeople(funnel);
  const now: Share = { count: funnel.steps[to]?.people ?? 0, total: funnel.steps[from]?.people ?? 0 };
  const before: Share = { count: previous[to] ?? 0, total: previous[from] ?? 0 };
  return Math.min(now.total, before.total) < least ? 0 : proportionZ(now, before);
}

/**
 * The step to which surely fewer people went on than before, where the whole funnel fell or this step did by so much that a sentence says it;
 * `undefined` where none fell, or where the funnel converts better as a whole.
 */
export function fallenStep(funnel: Counted, isEstimate = false): number | undefined {
  const whole = conversionVerdict(funnel, isEstimate);
  if (isEstimate || whole === "good") return undefined;
  // that the whole fell is evidence enough: the step is where, with how many people ever
  const [least, limit] = whole === "bad" ? [0, 0] : [leastEvidence, -loud];
  const [lowest] = funnel.steps
    .map((_step, at) => ({ at, z: at === 0 ? 0 : zOf(funnel, at, at - 1, least) }))
    .toSorted((a, b) => a.z - b.z);
  return lowest !== undefined && lowest.z < limit ? lowest.at : undefined;
}
