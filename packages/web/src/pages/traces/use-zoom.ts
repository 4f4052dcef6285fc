// Turns a region into the scope of all pages: its time becomes the range, its durations become filters.
import { getRouteApi } from "@tanstack/react-router";
import { useCallback } from "react";

import type { TimeRange } from "../../lib/time-range.ts";

const route = getRouteApi("/traces");

/** Conditions on durations replace earlier ones. */
export function useZoom(): (range: TimeRange, filters: readonly string[]) => void {
  const navigate = route.useNavigate();
  return useCallback(
    ({ from, to }, filters) =>
      void navigate({
        search: (previous) => ({
          ...previous,
          from,
          to,
          filter: [
            ...(previous.filter ?? []).filter((condition) => !/^duration[<>]/.test(condition)),
            ...filters,
          ],
          region: undefined,
        }),
      }),
    [navigate],
  );
}
