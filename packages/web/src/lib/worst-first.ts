// The order of the services: those that got worse first, then by error rate, then by request rate.
import type { ServicesResult, ServiceSummary } from "contract";

import { roseAtEnd } from "./moved.ts";
import { judgePeriods } from "./service-verdict.ts";

export interface JudgedService {
  readonly service: ServiceSummary;
  readonly errorsRose: boolean;
  readonly slower: boolean;
}

/**
 * Judges each service: against the period before, and within the range.
 *
 * Within the range an error rate must rise by one point, a duration by 50 ms, to count as worse.
 */
export function worstFirst({
  services,
  stepMs,
}: Pick<ServicesResult, "services" | "stepMs">): readonly JudgedService[] {
  return services
    .map((service) => {
      const verdict = judgePeriods(service, service.previous);
      const counts = service.rates.map((rate) => (rate * stepMs) / 1000);
      return {
        service,
        errorsRose: verdict.errors === "bad" || roseAtEnd(service.errorRates, 0.01, counts),
        slower: verdict.p95 === "bad" || roseAtEnd(service.p95sMs, 50, counts),
      };
    })
    .toSorted(
      (a, b) =>
        weight(b) - weight(a) ||
        b.service.errorRate - a.service.errorRate ||
        b.service.estimatedRatePerSecond - a.service.estimatedRatePerSecond,
    );
}

const weight = ({ errorsRose, slower }: JudgedService): number => (errorsRose ? 2 : 0) + (slower ? 1 : 0);
