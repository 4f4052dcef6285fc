// The part of the address that every page shares: time range, environment, service, filters.
// Invalid values are dropped, so that an old or mistyped link still opens.
import { many, one } from "../lib/search-params.ts";
import { resolveTime } from "../lib/time-range.ts";

export interface ScopeSearch {
  from?: string | undefined;
  to?: string | undefined;
  env?: string | undefined;
  service?: string | undefined;
  /** Conditions as the API takes them: `user.tier=gold`. */
  filter?: readonly string[] | undefined;
}

/** Keys that are kept from one page to the next. */
export const scopeKeys: readonly (keyof ScopeSearch)[] = ["from", "to", "env", "service", "filter"];

/** The scope in a raw search. Absent and invalid keys are not in the result. */
export function validateScope(raw: Readonly<Record<string, unknown>>): ScopeSearch {
  const scope: ScopeSearch = {
    from: timeIn(raw["from"]),
    to: timeIn(raw["to"]),
    env: one(raw["env"]),
    service: one(raw["service"]),
    filter: many(raw["filter"]),
  };
  return Object.fromEntries(Object.entries(scope).filter(([, value]) => value !== undefined));
}

function timeIn(value: unknown): string | undefined {
  const text = one(value);
  return text !== undefined && resolveTime(text) !== null ? text : undefined;
}
