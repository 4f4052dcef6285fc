// The order of the services: what moved first, then by their share of errors, then by how much they do.
import type { ServiceSummary } from "contract";

import { roseAtEnd } from "../../lib/moved.ts";

export interface JudgedService {
  readonly service: ServiceSummary;
  readonly errorsRose: boolean;
  readonly slower: boolean;
}

/** Errors must rise by a point and durations by 50 ms to be called a move. */
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
