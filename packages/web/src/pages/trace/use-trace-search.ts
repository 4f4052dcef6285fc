// The URL of a trace as state: selected span, tab, view, find. Changes replace the entry in the history, so that "back" leaves the trace.
import { getRouteApi } from "@tanstack/react-router";
import { useCallback } from "react";

import type { TraceSearch } from "./search.ts";

const route = getRouteApi("/traces/$id");

/** Reads the search and changes parts of it; `undefined` removes a part. */
export function useTraceSearch(): readonly [TraceSearch, (change: TraceSearch) => void] {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = useCallback(
    (part: TraceSearch) => {
      void navigate({
        search: (previous) => ({ ...previous, ...part }),
        replace: true,
        resetScroll: false,
      });
    },
    [navigate],
  );
  return [search, change];
}
