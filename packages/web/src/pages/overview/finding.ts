// The main finding of the overview: the transaction type whose completion fell, from what to what, when, and with which version.
import type { TransactionTypeSummary } from "contract";

import type { KnownEvidence } from "../../data/use-transaction-evidence.ts";
import { type Fall, findFallOf } from "../../lib/transaction-fall.ts";
import type { JudgedDeploy } from "../../lib/deploy-effect.ts";

export interface Finding extends Fall {
  readonly type: string;
  /** A version first seen around that time. `isOwn`: of a service that sends the records of the type. */
  readonly version:
    | {
        readonly service: string;
        readonly version: string;
        readonly since: string;
        readonly isOwn: boolean;
      }
    | undefined;
}

const withinMs = 10 * 60_000;

/** The worst fall among `types`, or `undefined` without one. */
export function findFall(
  types: readonly TransactionTypeSummary[],
  deploys: readonly JudgedDeploy[],
  known?: Pick<KnownEvidence, "of">,
): Finding | undefined {
  const falls = types
    .map((summary) => fallOf(summary, deploys, known))
    .filter((fall): fall is Finding => fall !== undefined);
  return falls.toSorted((a, b) => a.z - b.z)[0];
}

function fallOf(
  summary: TransactionTypeSummary,
  deploys: readonly JudgedDeploy[],
  known: Pick<KnownEvidence, "of"> | undefined,
): Finding | undefined {
  const fall = findFallOf(summary, known?.of(summary.type)?.evidence);
  if (fall === undefined) return undefined;
  const { since } = fall;
  return {
    ...fall,
    type: summary.type,
    version: since === undefined ? undefined : versionAbout(since, summary, deploys),
  };
}

/**
 * The version first seen closest before the change, preferably of one of the transaction's own services. One that was first seen later did not
 * cause it, but for the step of the change: that begins before what changed within it.
 */
function versionAbout(
  since: string,
  { services, buckets }: TransactionTypeSummary,
  deploys: readonly JudgedDeploy[],
): Finding["version"] {
  const at = Date.parse(since);
  const [first, second] = buckets.map(({ time }) => Date.parse(time));
  const stepMs = (second ?? 0) - (first ?? 0);
  const [nearest] = deploys
    .filter(({ isFirst }) => !isFirst)
    .map(({ service, version, since: seen }) => {
      const isOwn = services.includes(service);
      return { service, version, since: seen, isOwn, beforeMs: at - Date.parse(seen) };
    })
    .filter(({ beforeMs }) => beforeMs > -stepMs && beforeMs < withinMs)
    .toSorted((a, b) => Number(b.isOwn) - Number(a.isOwn) || order(a.beforeMs) - order(b.beforeMs));
  return nearest;
}

/** Those before the change first, the closest of them first. */
function order(beforeMs: number): number {
  return beforeMs >= 0 ? beforeMs : withinMs - beforeMs;
}
