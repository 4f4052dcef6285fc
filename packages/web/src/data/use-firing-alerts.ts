import type { AlertsResult } from "contract";

import { useIsFirstDataThere } from "./first-data.ts";
import { useApi } from "./use-api.ts";

const everyMs = 15_000;

/** The alerts that fire, one query for the rail and the overview; `undefined` until it has answered, and when it fails. */
export function useFiringAlerts(): AlertsResult | undefined {
  const enabled = useIsFirstDataThere();
  return useApi("/api/alerts", { query: { state: "firing", limit: 5 } }, { everyMs, enabled }).data;
}
