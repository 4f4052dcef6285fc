// Whether the conversion of a funnel, or of one of its steps, changed against the previous period.
import type { Judgement } from "catalog/measures";
import type { FunnelSummary } from "contract";

import { previousPeople } from "./previous-people.ts";
import { loud, proportionZ, type Share, verdictOf } from "./significance.ts";

type Counted = Pick<FunnelSummary, "steps" | "previous">;

/** Of the whole funnel; `usual` for estimated people, of whom each was counted several times. */
export function conversionVerdict(funnel: Counted, isEstimate = false): Judgement {
  if (isEstimate) return "usual";
  return verdictOf("conversion", zOf(funnel, funnel.steps.length - 1, 0));
}

/** Of the people at the step before the step `at`, from 1. */
export const stepVerdict = (funnel: Counted, at: number): Judgement =>
  verdictOf("stepConversion", zOf(funnel, at, at - 1));

function zOf(funnel: Counted, to: number, from: number): number {
  const previous = previousPeople(funnel);
  const now: Share = { count: funnel.steps[to]?.people ?? 0, total: funnel.steps[from]?.people ?? 0 };
  return proportionZ(now, { count: previous[to] ?? 0, total: previous[from] ?? 0 });
}

/** Whether fewer people go on to the step `at` than before, by so much that a sentence says it. */
export const stepFell = (funnel: Counted, at: number): boolean => zOf(funnel, at, at - 1) < -loud;

/** Whether it fell, as a whole or at one step: the page of the funnel names the step. */
export const conversionFell = (funnel: Counted): boolean =>
  conversionVerdict(funnel) === "bad" || funnel.steps.some((_step, at) => at > 0 && stepFell(funnel, at));
