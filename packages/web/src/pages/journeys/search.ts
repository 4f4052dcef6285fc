// The search parameters of a journey, beside those of the scope.
import { numeric, one, oneOf } from "../../lib/search-params.ts";

/** What the paths are counted in. */
export type PathUnit = "visits" | "people";

/** Those of `column-choices.ts`. Not imported, because each name that the first script exports makes it longer. */
const columnChoices = [3, 4, 5, 6, 7, 8];

/** What is asked for, with the names of the request. */
export interface PathsSearch {
  /** What is counted; visits when absent. */
  unit?: "people" | undefined;
  /** The step that paths begin at. */
  start?: string | undefined;
  /** What paths end with, and its name unless it is `none`. */
  end?: "transaction" | "step" | "none" | undefined;
  endName?: string | undefined;
  /** How many steps have a column, see `column-choices.ts`; 6 when absent. */
  columns?: number | undefined;
}

export interface JourneySearch extends PathsSearch {
  /** Steps under this many per cent of all visits are folded, 10 at most, see `foldedUnder`; 1 when absent. */
  hide?: number | undefined;
  /** The ways from step to step as a table instead of a picture. */
  view?: "table" | undefined;
  /** The selected step, and its column from 1: when absent, the first one that has the step. */
  step?: string | undefined;
  column?: number | undefined;
  /** The person whose path is shown. */
  person?: string | undefined;
}

/** What the page of a journey asks for; wrong values are dropped. */
export function pathsOf(raw: Readonly<Record<string, unknown>>): PathsSearch {
  const endName = one(raw["endName"]);
  const columns = numeric(raw["columns"]);
  const end = oneOf(raw["end"], endName === undefined ? ["none"] : ["transaction", "step"]);
  return {
    unit: oneOf(raw["unit"], ["people"]),
    start: one(raw["start"]),
    end,
    endName: end && endName,
    columns: columnChoices.find((count) => count === columns),
  };
}

/** The search of `/journeys/$name`; wrong values are dropped. */
export function validateJourneySearch(raw: Readonly<Record<string, unknown>>): JourneySearch {
  const search: JourneySearch = {
    ...pathsOf(raw),
    hide: numeric(raw["hide"]),
    view: oneOf(raw["view"], ["table"]),
    step: one(raw["step"]),
    column: numeric(raw["column"]),
    person: one(raw["person"]),
  };
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));
}
