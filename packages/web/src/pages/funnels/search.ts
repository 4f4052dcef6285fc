// The address of a funnel beside the scope.
import { numeric, one } from "../../lib/search-params.ts";

export interface FunnelSearch {
  /** The step whose drop-off is shown: people who reached it and went no further. */
  step?: string | undefined;
  /** Ms one person may take from the first step to the last; 24 h when absent. */
  within?: number | undefined;
}

/** The search of `/funnels/$name`; invalid values are dropped. */
export function validateFunnelSearch(raw: Readonly<Record<string, unknown>>): FunnelSearch {
  const within = numeric(raw["within"]);
  const search: FunnelSearch = {
    step: one(raw["step"]),
    within: within !== undefined && within > 0 ? within : undefined,
  };
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));
}
