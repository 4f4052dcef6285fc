// Compares a service with the previous period: which of its changes are significant.
import type { ServicePeriod } from "contract";

import { few } from "./comparable.ts";
import { notable, proportionZ, ratioZ } from "./significance.ts";

type Verdict = "bad" | "good" | "usual";

export interface ServiceVerdict {
  readonly errors: Verdict;
  readonly p95: Verdict;
}

/** What both sides of a comparison have: all spans of a service, of an operation, or of one version. */
export interface Compared {
  readonly count: number;
  readonly errors: number;
  readonly p95Ms: number | null;
}

/** The least rise of an error rate, and the least ratio of durations, that count. */
const minRise = 0.005;
const minRatio = 1.2;

/** Judges `now` against `before`; nothing is judged with few spans on either side. */
export function judgeSpans(now: Compared, before: Compared | null): ServiceVerdict {
  if (before === null || now.count < few || before.count < few) return { errors: "usual", p95: "usual" };
  const z = proportionZ(
    { count: now.errors, total: now.count },
    { count: before.errors, total: before.count },
  );
  const rise = now.errors / now.count - before.errors / before.count;
  const ratio = (now.p95Ms ?? 0) / Math.max(before.p95Ms ?? 0, 1e-9);
  const durations = ratioZ(
    { value: now.p95Ms ?? 0, count: now.count },
    { value: before.p95Ms ?? 0, count: before.count },
    3,
  );
  return {
    errors: Math.abs(z) > notable && Math.abs(rise) > minRise ? (z > 0 ? "bad" : "good") : "usual",
    p95:
      durations > notable && ratio > minRatio
        ? "bad"
        : durations < -notable && ratio < 1 / minRatio
          ? "good"
          : "usual",
  };
}

/** The same for two periods of a service. */
export function judgePeriods(now: ServicePeriod, before: ServicePeriod | null): ServiceVerdict {
  return judgeSpans(toCompared(now), before === null ? null : toCompared(before));
}

const toCompared = ({ entries, errors, p95Ms }: ServicePeriod): Compared => ({
  count: entries,
  errors,
  p95Ms,
});
