// What funnels stand on beside their figures: earlier days and open alerts.
import type { FunnelSummary } from "contract";
import { useCallback, useMemo } from "react";

import type { RequestOf } from "../data/client.ts";
import { useEarlierDays } from "../data/use-earlier-days.ts";
import { useOpenAlerts } from "../data/use-open-alerts.ts";
import { funnelStanding, type Standing } from "../lib/standing.ts";
import type { TimeRange } from "../lib/time-range.ts";
import type { Verdict } from "../lib/verdict.ts";
import type { CompleteFunnels } from "./complete-results.ts";

interface FunnelStandings {
  /** Changes when more is known. */
  readonly of: (name: string) => Standing<FunnelSummary>;
  /** Whether all earlier days are read. */
  readonly isRead: boolean;
}

/** @param query the range that the funnels are of. */
function useFunnelStandings(query: RequestOf<"/api/funnels">["query"] & TimeRange): FunnelStandings {
  const alerts = useOpenAlerts();
  const { days, isRead } = useEarlierDays("/api/funnels", { query });
  const byName = useMemo(
    () =>
      Map.groupBy(
        days.flatMap(({ funnels }) => funnels),
        ({ name }) => name,
      ),
    [days],
  );
  const of = useCallback(
    (name: string) => ({ alerts, days: byName.get(name) ?? [], isRead }),
    [alerts, byName, isRead],
  );
  return { of, isRead };
}

export interface FunnelVerdicts {
  of(name: string): Verdict | undefined;
  /** Of all funnels of the list, in its order. */
  readonly all: readonly (readonly [name: string, Verdict])[];
  readonly isRead: boolean;
}

/** The verdicts of a list of funnels of the range `query`. */
export function useFunnelVerdicts(
  result: CompleteFunnels | undefined,
  query: RequestOf<"/api/funnels">["query"] & TimeRange,
): FunnelVerdicts {
  const { of: standing, isRead } = useFunnelStandings(query);
  return useMemo(() => {
    const all = (result?.funnels ?? []).map(
      (one) => [one.name, funnelStanding(one, standing(one.name), result?.isEstimate === true)] as const,
    );
    const byName = new Map(all);
    return { of: (name) => byName.get(name), all, isRead };
  }, [result, standing, isRead]);
}

/** The same of one funnel with the rules of its page. */
export function useStandingOf(
  name: string,
  query: RequestOf<"/api/funnels/:name">["query"] & TimeRange,
): Standing<FunnelSummary> {
  const alerts = useOpenAlerts();
  const { days, isRead } = useEarlierDays("/api/funnels/:name", { params: { name }, query });
  return useMemo(() => ({ alerts, days: days.map(({ funnel }) => funnel), isRead }), [alerts, days, isRead]);
}
