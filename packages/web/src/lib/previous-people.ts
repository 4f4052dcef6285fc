// The people of a funnel in the previous period, where they are enough to compare with.
import { leastEvidence } from "catalog/measures";
import type { FunnelSummary } from "contract";

/** `previous` of a funnel; empty where so few entered that every change would be large by chance. */
export function previousPeople({ previous }: Pick<FunnelSummary, "previous">): readonly number[] {
  return (previous[0] ?? 0) < leastEvidence ? [] : previous;
}

/** The conversion of the previous period; `null` where so few entered that it means little. */
export function previousConversionOf(funnel: FunnelSummary): number | null {
  return previousPeople(funnel).length === 0 ? null : funnel.previousConversion;
}
