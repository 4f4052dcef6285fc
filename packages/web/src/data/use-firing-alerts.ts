import type { AlertsResult } from "contract";

import { useIsFirstDataThere } from "./first-data.ts";
import { useApi } from "./use-api.ts";

const everyMs = 15_000;

/** The alerts that fire, one query for the rail and the overview; without `data` until it has answered. */
export function useFiringAlerts(): { readonly data: AlertsResult | undefined; readonly isError: boolean } {
  const enabled = useIsFirstDataThere();
  const { data, isError } = useApi(
    "/api/alerts",
    { query: { state: "firing", limit: 5 } },
    { everyMs, enabled, part: "open alerts" },
  );
  return { data, isError };
}
