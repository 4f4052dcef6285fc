// The search parameters of a journey, beside those of the scope.
import { many, numeric, one, oneOf } from "../../lib/search-params.ts";

export interface JourneySearch {
  direction?: "backwards" | undefined;
  /** The step that the backwards paths end at; the goal when absent. */
  until?: string | undefined;
  /** The selected step. */
  step?: string | undefined;
  /** The person whose path is shown. */
  person?: string | undefined;
  /** Paths under this many per cent of all people are hidden; 1 when absent. */
  hide?: number | undefined;
  loops?: "off" | undefined;
  /** Steps behind which the picture is folded. */
  fold?: readonly string[] | undefined;
  /** The paths as a table instead of a picture. */
  view?: "table" | undefined;
}

/** The search of `/journeys/$name`; wrong values are dropped. */
export function validateJourneySearch(raw: Readonly<Record<string, unknown>>): JourneySearch {
  const hide = numeric(raw["hide"]);
  const search: JourneySearch = {
    direction: oneOf(raw["direction"], ["backwards"]),
    until: one(raw["until"]),
    step: one(raw["step"]),
    person: one(raw["person"]),
    hide: hide !== undefined && hide >= 0 && hide <= 10 && hide !== 1 ? hide : undefined,
    loops: oneOf(raw["loops"], ["off"]),
    fold: many(raw["fold"])?.slice(0, 50),
    view: oneOf(raw["view"], ["table"]),
  };
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));
}
