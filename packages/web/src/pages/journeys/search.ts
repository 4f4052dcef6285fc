// What a journey's address holds beside the scope.
import { one, oneOf } from "../../lib/search-params.ts";

export interface JourneySearch {
  readonly direction?: "forwards" | "backwards" | undefined;
  /** The selected step. */
  readonly step?: string | undefined;
  /** The selected person. */
  readonly person?: string | undefined;
}

export function validateJourneySearch(raw: Readonly<Record<string, unknown>>): JourneySearch {
  return {
    direction: oneOf(raw["direction"], ["forwards", "backwards"]),
    step: one(raw["step"]),
    person: one(raw["person"]),
  };
}
