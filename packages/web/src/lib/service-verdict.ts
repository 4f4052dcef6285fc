// Compares a service with the previous period: which of its changes are significant.
import { type Judgement, leastEvidence } from "catalog/measures";
import type { ServicePeriod } from "contract";

import { proportionZ, ratioZ, verdictOf } from "./significance.ts";

export interface ServiceVerdict {
  readonly errors: Judgement;
  readonly p95: Judgement;
}

/** What both sides of a comparison have: all spans of a service, of an operation, or of one version. */
export interface Compared {
  /** Stored ones: the evidence. */
  readonly count: number;
  /** Share before sampling. */
  readonly errorRate: number;
  readonly p95Ms: number | null;
}

/** The least rise of an error rate, and the least ratio of durations, that count. */
const minRise = 0.005;
const minRatio = 1.2;

/** Judges `now` against `before`; nothing is judged with few spans on either side. */
export function judgeSpans(now: Compared, before: Compared | null): ServiceVerdict {
  if (before === null || Math.min(now.count, before.count) < leastEvidence)
    return { errors: "usual", p95: "usual" };
  const [share, shareBefore] = [now.errorRate, before.errorRate];
  const z = proportionZ(
    { count: share * now.count, total: now.count },
    { count: shareBefore * before.count, total: before.count },
  );
  const rise = share - shareBefore;
  const ratio = (now.p95Ms ?? 0) / Math.max(before.p95Ms ?? 0, 1e-9);
  const durations = ratioZ(
    { value: now.p95Ms ?? 0, count: now.count },
    { value: before.p95Ms ?? 0, count: before.count },
    3,
  );
  return {
    errors: Math.abs(rise) > minRise ? verdictOf("errorShare", z) : "usual",
    p95: ratio > minRatio || ratio < 1 / minRatio ? verdictOf("latency", durations) : "usual",
  };
}

/** What a period of a service is judged by. */
export type PeriodFigures = Pick<ServicePeriod, "entries" | "errorRate" | "p95Ms">;

/** The same for two periods of a service. */
export function judgePeriods(now: PeriodFigures, before: PeriodFigures | null): ServiceVerdict {
  return judgeSpans(toCompared(now), before === null ? null : toCompared(before));
}

const toCompared = ({ entries, errorRate, p95Ms }: PeriodFigures): Compared => ({
  count: entries,
  errorRate,
  p95Ms,
});
