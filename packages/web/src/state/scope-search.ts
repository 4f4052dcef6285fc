// The part of the address that every page shares: time range, environment, service, filters; and as a query for the API.
// Invalid values are dropped, so that an old or mistyped link still opens.
import { many, one } from "../lib/search-params.ts";
import { defaultRange, resolveTime, type TimeRange } from "../lib/time-range.ts";

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
    ...rangeIn(timeIn(raw["from"]), timeIn(raw["to"])),
    env: one(raw["env"]),
    service: one(raw["service"]),
    filter: many(raw["filter"]),
  };
  return Object.fromEntries(Object.entries(scope).filter(([, value]) => value !== undefined));
}

/** The scope as the pages and the API take it. */
export interface Scope {
  readonly range: TimeRange;
  readonly environment: string | undefined;
  readonly service: string | undefined;
  readonly filters: readonly string[];
  /** For endpoints that take a range and an environment. */
  readonly rangeQuery: {
    readonly from: string;
    readonly to: string;
    readonly environment: string | undefined;
  };
  /** For endpoints that also take a service and filters: without conditions on people. */
  readonly query: Scope["rangeQuery"] & {
    readonly service: string | undefined;
    readonly filter: readonly string[] | undefined;
  };
  /** For endpoints about what people did, steps, transactions, interactions and workflows: with the conditions on people. */
  readonly stepQuery: Scope["query"];
}

/** Conditions on people are not on records: they choose whose records count. */
export const ofPeople = /^\W*(person (did|has)|transaction \w+ed)( |$)/;

/** Conditions on what steps do not have. */
export const notOfSteps = /^severity ?[<>]/;

/** The scope of the search parameters of an address. */
export function scopeOf({ from, to, env, service, filter: filters = [] }: ScopeSearch): Scope {
  const range = { from: from ?? defaultRange.from, to: to ?? defaultRange.to };
  const rangeQuery = { ...range, environment: env };
  const queryWith = (left: RegExp): Scope["query"] => {
    const filter = filters.filter((condition) => !left.test(condition));
    return { ...rangeQuery, service, filter: filter.length > 0 ? filter : undefined };
  };
  return {
    range,
    environment: env,
    service,
    filters,
    rangeQuery,
    query: queryWith(ofPeople),
    stepQuery: queryWith(notOfSteps),
  };
}

/** Whether figures are of a part of what the range and the environment have. */
export function isNarrowed({ service, filter }: Scope["query"]): boolean {
  return service !== undefined || filter !== undefined;
}

/** A range that ends before it begins is not one. */
function rangeIn(from: string | undefined, to: string | undefined): Pick<ScopeSearch, "from" | "to"> {
  const now = Date.now();
  const start = resolveTime(from ?? defaultRange.from, now);
  const end = resolveTime(to ?? defaultRange.to, now);
  return start !== null && end !== null && start < end ? { from, to } : {};
}

function timeIn(value: unknown): string | undefined {
  const text = one(value);
  return text !== undefined && resolveTime(text) !== null ? text : undefined;
}
