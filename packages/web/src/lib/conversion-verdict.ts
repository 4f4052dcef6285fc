// Whether the conversion of a funnel changed against the previous period.
import type { Judgement } from "catalog/measures";
import type { FunnelSummary } from "contract";

import { previousPeople } from "./previous-people.ts";
import { proportionZ, verdictOf } from "./significance.ts";

/** Of the whole funnel; `usual` for estimated people, of whom each was counted several times. */
export function conversionVerdict(funnel: FunnelSummary, isEstimate = false): Judgement {
  if (isEstimate) return "usual";
  const { steps } = funnel;
  const previous = previousPeople(funnel);
  const z = proportionZ(
    { count: steps.at(-1)?.people ?? 0, total: steps[0]?.people ?? 0 },
    { count: previous.at(-1) ?? 0, total: previous[0] ?? 0 },
  );
  return verdictOf("conversion", z);
}
