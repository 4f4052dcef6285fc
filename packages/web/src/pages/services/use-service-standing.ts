// What services stand on beside their figures: earlier days and open alerts.
import type { ServiceSummary } from "contract";
import { useCallback, useMemo } from "react";

import { useEarlierDays } from "../../data/use-earlier-days.ts";
import { useOpenAlerts } from "../../data/use-open-alerts.ts";
import type { MaybeLate } from "../../lib/completeness.ts";
import type { Standing } from "../../lib/standing.ts";
import { useLateIn } from "../../state/completeness.ts";
import { useScope } from "../../state/scope.ts";

/** A function of the service's name, which changes when more is known. */
export function useServiceStanding(): (name: string) => Standing<ServiceSummary> {
  const { rangeQuery } = useScope();
  const alerts = useOpenAlerts();
  const days = useEarlierDays("/api/services", { query: rangeQuery });
  const byName = useMemo(
    () =>
      Map.groupBy(
        days.flatMap(({ services }) => services),
        ({ name }) => name,
      ),
    [days],
  );
  return useCallback((name) => ({ alerts, days: byName.get(name) ?? [] }), [alerts, byName]);
}

/** The same with what is late, for services that were not read with the complete part of the range. */
export function useMapStanding(): (
  name: string,
) => MaybeLate<{ readonly standing: Standing<ServiceSummary> }> {
  const standing = useServiceStanding();
  const lateIn = useLateIn(["spans"]);
  return useCallback((name) => ({ standing: standing(name), late: lateIn?.(name) }), [standing, lateIn]);
}
