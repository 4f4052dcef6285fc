// The order of the services: those that got worse first, then by error rate, then by request rate.
import type { ServiceSummary } from "contract";

import { roseAtEnd } from "../../lib/moved.ts";

export interface JudgedService {
  readonly service: ServiceSummary;
  readonly errorsRose: boolean;
  readonly slower: boolean;
}

/** An error rate must rise by one point, a duration by 50 ms, to count as worse. */
export function worstFirst(services: readonly ServiceSummary[]): readonly JudgedService[] {
  return services
    .map((service) => ({
      service,
      errorsRose: roseAtEnd(service.errorRates, 0.01),
      slower: roseAtEnd(service.p95sMs, 50),
    }))
    .toSorted(
      (a, b) =>
        weight(b) - weight(a) ||
        b.service.errorRate - a.service.errorRate ||
        b.service.ratePerSecond - a.service.ratePerSecond,
    );
}

const weight = ({ errorsRose, slower }: JudgedService): number => (errorsRose ? 2 : 0) + (slower ? 1 : 0);
