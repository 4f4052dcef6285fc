// The search parameters of the errors, beside those of the scope.
import { one, oneOf } from "../../lib/search-params.ts";

export interface ErrorsSearch {
  readonly sort?: "count" | "users" | "first" | undefined;
  readonly handled?: "true" | "false" | undefined;
  /** Open groups when absent. */
  readonly state?: "resolved" | "ignored" | "all" | undefined;
  readonly search?: string | undefined;
  readonly new?: "true" | undefined;
}

/** The search of `/errors`; invalid values are dropped. */
export function validateErrorsSearch(raw: Readonly<Record<string, unknown>>): ErrorsSearch {
  return {
    sort: oneOf(raw["sort"], ["count", "users", "first"]),
    handled: oneOf(raw["handled"], ["true", "false"]),
    state: oneOf(raw["state"], ["resolved", "ignored", "all"]),
    search: one(raw["search"]),
    new: oneOf(raw["new"], ["true"]),
  };
}

/** What the list of groups requests, beside the range and the service. */
export function toGroupsQuery({ sort, handled, state, search, new: isNew }: ErrorsSearch) {
  const shown = state === "all" ? undefined : (state ?? ("open" as const));
  return { handled, search, new: isNew, state: shown, sort, limit: 100 };
}

/** Occurrences on a page of a group. */
export const occurrencesOnPage = 50;

export interface ErrorGroupSearch {
  /** The stack as it was recorded. */
  readonly stack?: "raw" | undefined;
}

/** The search of `/errors/$fingerprint`; invalid values are dropped. */
export function validateErrorGroupSearch(raw: Readonly<Record<string, unknown>>): ErrorGroupSearch {
  return { stack: oneOf(raw["stack"], ["raw"]) };
}
