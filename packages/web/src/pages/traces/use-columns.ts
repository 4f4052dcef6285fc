// Which columns the list has: those of the address, else those that were chosen last in this browser, which are then put into the address.
import { getRouteApi } from "@tanstack/react-router";
import { useCallback, useEffect, useMemo } from "react";

import { defaultColumns } from "./columns.tsx";

const route = getRouteApi("/traces");
const storageKey = "telltale-trace-columns";

export interface ColumnChoice {
  readonly ids: readonly string[];
  /** `undefined`: the default. */
  readonly choose: (ids: readonly string[] | undefined) => void;
}

export function useColumns(inAddress: readonly string[] | undefined): ColumnChoice {
  const navigate = route.useNavigate();
  const key = inAddress && JSON.stringify(inAddress);
  const put = useCallback(
    (col: readonly string[] | undefined, replace: boolean) =>
      void navigate({ replace, search: (previous) => ({ ...previous, col }) }),
    [navigate],
  );
  useEffect(() => {
    const stored = key === undefined ? readStored() : undefined;
    if (stored !== undefined) put(stored, true);
  }, [key, put]);
  return useMemo(
    () => ({
      ids: key === undefined ? defaultColumns : (JSON.parse(key) as readonly string[]),
      choose(ids) {
        store(ids);
        put(ids, false);
      },
    }),
    [key, put],
  );
}

function readStored(): readonly string[] | undefined {
  try {
    const list: unknown = JSON.parse(localStorage.getItem(storageKey) ?? "null");
    const isList = Array.isArray(list) && list.length > 0 && list.every((id) => typeof id === "string");
    return isList ? (list as readonly string[]) : undefined;
  } catch {
    return undefined;
  }
}

function store(ids: readonly string[] | undefined): void {
  try {
    if (ids === undefined) localStorage.removeItem(storageKey);
    else localStorage.setItem(storageKey, JSON.stringify(ids));
  } catch {
    // Storage may be blocked: the address still has the choice.
  }
}
