// All alerts that fire, for the verdicts of a list.
import type { Alert } from "contract";

import { useIsFirstDataThere } from "./first-data.ts";
import { useApi } from "./use-api.ts";

const everyMs = 15_000;
const none: readonly Alert[] = [];

export function useOpenAlerts(): readonly Alert[] {
  const enabled = useIsFirstDataThere();
  const { data } = useApi(
    "/api/alerts",
    { query: { state: "firing", limit: 500 } },
    { everyMs, enabled, part: "open alerts" },
  );
  return data?.items ?? none;
}
