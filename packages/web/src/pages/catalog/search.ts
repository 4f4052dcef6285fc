// The search parameters of the catalog, beside those of the scope.
import {
  catalogFindingLevels,
  type CatalogKind,
  catalogKinds,
  type CatalogState,
  catalogStates,
} from "contract";

import { one, oneOf } from "../../lib/search-params.ts";

export interface CatalogSearch {
  /** Names when absent. */
  readonly view?: "findings" | "guard" | undefined;
  readonly kind?: CatalogKind | undefined;
  readonly state?: CatalogState | undefined;
  readonly owner?: string | undefined;
  readonly search?: string | undefined;
  /** Of findings. */
  readonly level?: "violation" | "improvement" | "information" | undefined;
}

/** The search of `/catalog`; invalid values are dropped. */
export function validateCatalogSearch(raw: Readonly<Record<string, unknown>>): CatalogSearch {
  return {
    view: oneOf(raw["view"], ["findings", "guard"]),
    kind: oneOf(raw["kind"], catalogKinds),
    state: oneOf(raw["state"], catalogStates),
    owner: one(raw["owner"]),
    search: one(raw["search"]),
    level: oneOf(raw["level"], catalogFindingLevels),
  };
}
