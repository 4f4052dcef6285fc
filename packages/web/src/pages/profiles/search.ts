// The search parameters of one profile, beside those of the scope.
import { type ProfileClass, profileClasses } from "contract";

import { oneOf } from "../../lib/search-params.ts";

export interface ProfileSearch {
  /** Runs of one class; all when absent. */
  readonly class?: ProfileClass | undefined;
}

/** The search of `/profiles/$name`; invalid values are dropped. */
export function validateProfileSearch(raw: Readonly<Record<string, unknown>>): ProfileSearch {
  return { class: oneOf(raw["class"], profileClasses) };
}
