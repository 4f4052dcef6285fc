// What funnels stand on beside their figures: earlier days and open alerts.
import type { FunnelSummary } from "contract";
import { useCallback, useMemo } from "react";

import type { RequestOf } from "../../data/client.ts";
import { useEarlierDays } from "../../data/use-earlier-days.ts";
import { useOpenAlerts } from "../../data/use-open-alerts.ts";
import type { Standing } from "../../lib/standing.ts";
import type { TimeRange } from "../../lib/time-range.ts";
import { useScope } from "../../state/scope.ts";

/** A function of the funnel's name, which changes when more is known. */
export function useFunnelStanding(): (name: string) => Standing<FunnelSummary> {
  const { stepQuery } = useScope();
  const alerts = useOpenAlerts();
  const days = useEarlierDays("/api/funnels", { query: stepQuery });
  const byName = useMemo(
    () =>
      Map.groupBy(
        days.flatMap(({ funnels }) => funnels),
        ({ name }) => name,
      ),
    [days],
  );
  return useCallback((name) => ({ alerts, days: byName.get(name) ?? [] }), [alerts, byName]);
}

/** The same of one funnel with the rules of its page. */
export function useStandingOf(
  name: string,
  query: RequestOf<"/api/funnels/:name">["query"] & TimeRange,
): Standing<FunnelSummary> {
  const alerts = useOpenAlerts();
  const days = useEarlierDays("/api/funnels/:name", { params: { name }, query });
  return useMemo(() => ({ alerts, days: days.map(({ funnel }) => funnel) }), [alerts, days]);
}
