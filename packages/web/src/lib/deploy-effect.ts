// Deploys of the range, and what changed in their service afterwards.
import { leastEvidence } from "catalog/measures";
import type { Deploy, ServicesResult, ServiceSummary } from "contract";

import { formatPercentile } from "./format-duration.ts";
import { formatCount, formatShare } from "./format.ts";
import { aroundIndex, known } from "./moved.ts";
import { unbroken } from "./unbroken.ts";

export interface JudgedDeploy {
  readonly service: string;
  readonly environment: string;
  readonly version: string;
  /** The version before; empty for the first of a service. */
  readonly previous: string;
  readonly since: string;
  /** The service itself was not seen before: not a deploy. */
  readonly isFirst: boolean;
  /** The service has had clearly more errors or has been clearly slower since. */
  readonly worse: boolean;
  /** The service has been clearly slower since. */
  readonly slowed: boolean;
  /** In words: `errors 0.4 % → 9.8 %`, or that nothing changed. */
  readonly effect: string;
  /** Address of a page about it; empty without one. */
  readonly link: string;
  readonly note: string;
}

/** The fewest steps with measurements on a side that are compared. */
const least = 3;
const slower = 1.4;

/** `deploys` with what changed in the steps of `result`. Keeps their order. */
export function judgeDeploys(
  deploys: readonly Deploy[],
  { services, from, stepMs, truncated }: ServicesResult,
): readonly JudgedDeploy[] {
  const byName = new Map(services.map((service) => [service.name, service]));
  const absent: Change = {
    ...nothing,
    words:
      truncated === 0
        ? "no spans of this service in the range"
        : `not among the ${formatCount(services.length)} services that are listed`,
  };
  return deploys.map((deploy) => {
    const { service, environment, version, previous, time, link, note } = deploy;
    const isFirst = previous === "";
    const summary = byName.get(service);
    // steps are multiples of their width, and the range may begin within the first
    const index = Math.floor(Date.parse(time) / stepMs) - Math.floor(Date.parse(from) / stepMs);
    const change = isFirst ? nothing : summary === undefined ? absent : changeOf(summary, index, stepMs);
    return {
      service,
      environment,
      version,
      previous,
      since: time,
      isFirst,
      worse: change.failing || change.slowed,
      slowed: change.slowed,
      effect: isFirst ? "first spans of this service" : change.words,
      link,
      note,
    };
  });
}

interface Change {
  readonly failing: boolean;
  readonly slowed: boolean;
  readonly words: string;
}

const nothing: Change = { failing: false, slowed: false, words: "" };

function changeOf(service: ServiceSummary, index: number, stepMs: number): Change {
  const { errorRates, p95sMs } = service;
  const lack = lackOf(service, index, stepMs);
  if (lack !== undefined) return { ...nothing, words: lack };
  const errors = aroundIndex(errorRates, index);
  const p95 = aroundIndex(p95sMs, index);
  const errorsMoved =
    errors.before !== null &&
    errors.after !== null &&
    Math.abs(errors.after - errors.before) > Math.max(0.01, errors.before);
  const [p95Before, p95After] = [p95.before ?? 0, p95.after ?? 0];
  const slowed = p95After > p95Before * slower;
  const moved: string[] = [];
  if (errorsMoved) moved.push(`errors ${formatShare(errors.before)} → ${formatShare(errors.after)}`);
  if (slowed || p95After < p95Before * 0.7)
    moved.push(`p95 ${formatPercentile(p95.before)} → ${formatPercentile(p95.after)}`);
  return {
    failing: errorsMoved && (errors.after ?? 0) > (errors.before ?? 0),
    slowed,
    words: moved.length === 0 ? "no change in errors or duration" : moved.map(unbroken).join(" · "),
  };
}

/** Which side of the deploy has too little data to compare, in words; `undefined` when both have enough. */
function lackOf({ p95sMs, rates }: ServiceSummary, index: number, stepMs: number): string | undefined {
  const isEnough = (from: number, to: number): boolean => {
    const spans = rates.slice(from, to).reduce((sum, rate) => sum + (rate * stepMs) / 1000, 0);
    return known(p95sMs.slice(from, to)).length >= least && Math.round(spans) >= leastEvidence;
  };
  const before = isEnough(0, Math.max(0, index));
  const since = isEnough(index + 1, p95sMs.length);
  if (before && since) return undefined;
  if (since) return "too little data before to compare";
  return before ? "too little data since to compare" : "too little data to compare";
}
