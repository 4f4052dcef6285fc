// What a funnel's address holds beside the scope.
import { one } from "../../lib/search-params.ts";

export interface FunnelSearch {
  /** The selected step. */
  readonly step?: string | undefined;
}

export function validateFunnelSearch(raw: Readonly<Record<string, unknown>>): FunnelSearch {
  return { step: one(raw["step"]) };
}
