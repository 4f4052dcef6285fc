// Versions that were first seen within the range, and what moved in their service afterwards.
import type { ServicesResult, ServiceSummary } from "contract";

import { formatDuration } from "../../lib/format-duration.ts";
import { formatShare } from "../../lib/format.ts";
import { aroundIndex } from "../../lib/moved.ts";

export interface Deploy {
  readonly service: string;
  readonly version: string;
  readonly since: string;
  /** In words: `errors 0.4 % → 9.8 %`, or that nothing moved. */
  readonly effect: string;
}

/** Newest first. A version seen from the very start of the range is not a deploy: it was there before. */
export function deploysIn({ services, from, to, stepMs }: ServicesResult): readonly Deploy[] {
  const margin = Math.max(stepMs, 60_000);
  return services
    .filter(
      ({ version, versionSince }) =>
        version !== "" &&
        Date.parse(versionSince) > Date.parse(from) + margin &&
        Date.parse(versionSince) <= Date.parse(to),
    )
    .map((service) => ({
      service: service.name,
      version: service.version,
      since: service.versionSince,
      effect: effectOf(service, Date.parse(from), stepMs),
    }))
    .toSorted((a, b) => Date.parse(b.since) - Date.parse(a.since));
}

function effectOf(
  { versionSince, errorRates, p95sMs }: ServiceSummary,
  fromMs: number,
  stepMs: number,
): string {
  const index = Math.ceil((Date.parse(versionSince) - fromMs) / stepMs);
  const errors = aroundIndex(errorRates, index);
  const p95 = aroundIndex(p95sMs, index);
  if (errors.after === null && p95.after === null) return "nothing seen since";
  const moved: string[] = [];
  if (
    errors.before !== null &&
    errors.after !== null &&
    Math.abs(errors.after - errors.before) > Math.max(0.01, errors.before)
  ) {
    moved.push(`errors ${formatShare(errors.before)} → ${formatShare(errors.after)}`);
  }
  if (
    p95.before !== null &&
    p95.after !== null &&
    (p95.after > p95.before * 1.4 || p95.after < p95.before * 0.7)
  ) {
    moved.push(`p95 ${formatDuration(p95.before)} → ${formatDuration(p95.after)}`);
  }
  if (errors.before === null && p95.before === null) return "nothing to compare with";
  return moved.length === 0 ? "nothing moved since" : moved.join(" · ");
}
