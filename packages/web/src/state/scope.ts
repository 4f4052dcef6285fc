// The scope in the header: time range, environment, service and filters of the address, and how to change it.
import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";

import type { TimeRange } from "../lib/time-range.ts";
import { type Scope, scopeOf, type ScopeSearch } from "./scope-search.ts";

/** The scope of the address. The object changes only when the address does. */
export function useScope(): Scope {
  const { from, to, env, service, filter } = useSearch({ from: "__root__" });
  const filterKey = filter && JSON.stringify(filter);
  return useMemo(() => {
    const filters = filterKey === undefined ? [] : (JSON.parse(filterKey) as readonly string[]);
    return scopeOf({ from, to, env, service, filter: filters });
  }, [from, to, env, service, filterKey]);
}

export interface ScopeChanges {
  /** Sets the range. `undefined` is the default range. */
  setRange(range: TimeRange | undefined): void;
  setEnvironment(environment: string | undefined): void;
  setService(service: string | undefined): void;
  addFilter(condition: string): void;
  removeFilter(condition: string): void;
  setFilters(conditions: readonly string[]): void;
}

/** Changes the scope in the address; each change is an entry in the browser's history. */
export function useScopeChanges(): ScopeChanges {
  const navigate = useNavigate();
  const change = useCallback(
    (update: (scope: ScopeSearch) => ScopeSearch) => {
      // A row that was selected in the old scope may be missing in the new one; pages keep their own parameters.
      void navigate({
        to: ".",
        search: (previous) => ({ ...previous, ...update(previous) }),
      });
    },
    [navigate],
  );
  return useMemo(
    () => ({
      setRange: (range) =>
        change(() => ({ from: range?.from, to: range?.to === "now" ? undefined : range?.to })),
      setEnvironment: (env) => change(() => ({ env })),
      setService: (service) => change(() => ({ service })),
      addFilter: (condition) =>
        change(({ filter }) => ({ filter: [...new Set([...(filter ?? []), condition])] })),
      removeFilter: (condition) =>
        change(({ filter }) => ({ filter: nonEmpty((filter ?? []).filter((one) => one !== condition)) })),
      setFilters: (conditions) => change(() => ({ filter: nonEmpty(conditions) })),
    }),
    [change],
  );
}

const nonEmpty = (list: readonly string[]): readonly string[] | undefined =>
  list.length === 0 ? undefined : list;
