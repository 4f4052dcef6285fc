// The order of the services: those with errors first, by their share, then those that got slower, then by request rate.
import { leastEvidence } from "catalog/measures";
import type { ServicesResult, ServiceSummary } from "contract";

import type { MaybeLate } from "./completeness.ts";
import { roseAtEnd } from "./moved.ts";
import { judgePeriods } from "./service-verdict.ts";

export interface JudgedService {
  readonly service: MaybeLate<ServiceSummary>;
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
}: Pick<ServicesResult, "stepMs"> & {
  readonly services: readonly MaybeLate<ServiceSummary>[];
}): readonly JudgedService[] {
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

/** A service that always fails so often is as bad as one that began to. */
const muchFails = 0.01;

function weight({ service, errorsRose, slower }: JudgedService): number {
  const fails = errorsRose || (service.errorRate >= muchFails && service.entries >= leastEvidence);
  return fails ? 2 : slower ? 1 : 0;
}
