// The address of a person beside the scope.
import { one, oneOf } from "../../lib/search-params.ts";

export const personKinds = ["record", "trace", "error"] as const;

/** Records of the person on a page of the timeline. */
export const eventsOnPage = 200;

export interface PersonSearch {
  /** The page of the timeline; the newest when absent. */
  readonly cursor?: string | undefined;
  /** The only kind of entries that is shown. */
  readonly only?: (typeof personKinds)[number] | undefined;
}

/** The search of `/people/$id`; invalid values are dropped. */
export function validatePersonSearch(raw: Readonly<Record<string, unknown>>): PersonSearch {
  const search: PersonSearch = { cursor: one(raw["cursor"]), only: oneOf(raw["only"], personKinds) };
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));
}
