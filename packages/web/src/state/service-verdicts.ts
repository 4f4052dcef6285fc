// The verdicts of services, which the list, the page, the map and the overview share: figures, earlier days, and open alerts.
import type { ServiceSummary } from "contract";
import { useMemo } from "react";

import { useEarlierDays } from "../data/use-earlier-days.ts";
import { useOpenAlerts } from "../data/use-open-alerts.ts";
import { judgeServices, type ServiceWithVerdict } from "../lib/judge-services.ts";
import type { Standing } from "../lib/standing.ts";
import type { CompleteServices } from "./complete-results.ts";
import { useScope } from "./scope.ts";

export interface ServiceVerdicts {
  /** Worst first. */
  readonly services: readonly ServiceWithVerdict[];
  /** Of a service that is not one of them. */
  readonly standing: (name: string) => Standing<ServiceSummary>;
  /** Whether all earlier days are read. */
  readonly isRead: boolean;
}

/** `result`: that of the range of the page; without it, only `standing` is known. */
export function useServiceVerdicts(result: CompleteServices | undefined): ServiceVerdicts {
  const { rangeQuery } = useScope();
  const alerts = useOpenAlerts();
  const { days, isRead } = useEarlierDays("/api/services", { query: rangeQuery });
  const standing = useMemo(() => {
    const byName = Map.groupBy(
      days.flatMap(({ services }) => services),
      ({ name }) => name,
    );
    return (name: string): Standing<ServiceSummary> => ({
      alerts,
      days: byName.get(name) ?? [],
      isRead,
    });
  }, [days, alerts, isRead]);
  const services = useMemo(
    () => (result === undefined ? [] : judgeServices(result, standing)),
    [result, standing],
  );
  return { services, standing, isRead };
}
