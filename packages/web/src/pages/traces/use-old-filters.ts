// Links from before had name, outcome and duration as parameters of their own. They become conditions of the filter bar.
import { getRouteApi } from "@tanstack/react-router";
import { useEffect } from "react";

import { type TracesSearch, toConditions } from "./search.ts";

const route = getRouteApi("/traces");

export function useOldFilters(search: TracesSearch): void {
  const navigate = route.useNavigate();
  const conditions = toConditions(search);
  const key = JSON.stringify(conditions);
  useEffect(() => {
    const added = JSON.parse(key) as readonly string[];
    if (added.length === 0) return;
    void navigate({
      replace: true,
      search: (previous) => ({
        ...previous,
        filter: [...new Set([...(previous.filter ?? []), ...added])],
        name: undefined,
        status: undefined,
        min: undefined,
        max: undefined,
      }),
    });
  }, [key, navigate]);
}
