// Versions first seen within the range, and what changed in their service afterwards.
import type { ServicesResult, ServiceSummary } from "contract";

import { formatDuration } from "../../lib/format-duration.ts";
import { formatShare } from "../../lib/format.ts";
import { aroundIndex, known } from "../../lib/moved.ts";

export interface Deploy {
  readonly service: string;
  readonly version: string;
  readonly since: string;
  /** The service itself was not seen before: not a deploy. */
  readonly isFirst: boolean;
  /** The service has been clearly slower since. */
  readonly slowed: boolean;
  /** In words: `errors 0.4 % → 9.8 %`, or that nothing changed. */
  readonly effect: string;
}

/** The fewest measurements on a side that are compared. */
const least = 3;
const slower = 1.4;

/** Newest first. A version seen from the start of the range is not a deploy: it is older. */
export function deploysIn({ services, from, to, stepMs }: ServicesResult): readonly Deploy[] {
  const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
  const margin = Math.max(stepMs, 60_000);
  return services
    .filter(
      ({ version, versionSince }) =>
        version !== "" && Date.parse(versionSince) > fromMs + margin && Date.parse(versionSince) <= toMs,
    )
    .map((service) => toDeploy(service, fromMs, stepMs))
    .toSorted((a, b) => Date.parse(b.since) - Date.parse(a.since));
}

function toDeploy(service: ServiceSummary, fromMs: number, stepMs: number): Deploy {
  const { name, version, versionSince, rates } = service;
  const index = Math.floor((Date.parse(versionSince) - fromMs) / stepMs);
  const isFirst = !rates.slice(0, index).some((rate) => rate > 0);
  const p95 = aroundIndex(service.p95sMs, index);
  const slowed =
    !isFirst && lackOf(service.p95sMs, index) === undefined && (p95.after ?? 0) > (p95.before ?? 0) * slower;
  return {
    service: name,
    version,
    since: versionSince,
    isFirst,
    slowed,
    effect: isFirst ? "first spans of this service" : effectOf(service, index),
  };
}

function effectOf({ errorRates, p95sMs }: ServiceSummary, index: number): string {
  const lack = lackOf(p95sMs, index);
  if (lack !== undefined) return lack;
  const errors = aroundIndex(errorRates, index);
  const p95 = aroundIndex(p95sMs, index);
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
    (p95.after > p95.before * slower || p95.after < p95.before * 0.7)
  ) {
    moved.push(`p95 ${formatDuration(p95.before)} → ${formatDuration(p95.after)}`);
  }
  return moved.length === 0 ? "no change in errors or duration" : moved.map(unbroken).join(" · ");
}

/** Which side of the deploy has too little data to compare, in words; `undefined` when both have enough. */
function lackOf(values: readonly (number | null)[], index: number): string | undefined {
  const before = known(values.slice(0, index)).length >= least;
  const since = known(values.slice(index + 1)).length >= least;
  if (before && since) return undefined;
  if (since) return "too little data before to compare";
  return before ? "too little data since to compare" : "too little data to compare";
}

/** A figure and its unit stay on one line. */
const unbroken = (text: string): string => text.replaceAll(" ", "\u00a0");
