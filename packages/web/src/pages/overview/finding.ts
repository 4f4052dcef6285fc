// The main finding of the overview: the transaction type whose completion fell, from what to what, when, and with which version.
import type { TransactionTypeSummary } from "contract";

import type { KnownEvidence } from "../../data/use-transaction-evidence.ts";
import { type Fall, findFallOf } from "../../lib/transaction-fall.ts";
import type { JudgedDeploy } from "../../lib/deploy-effect.ts";

export interface Finding extends Fall {
  readonly type: string;
  /** A version first seen around that time. */
  readonly version:
    | { readonly service: string; readonly version: string; readonly since: string }
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

/** The version first seen closest before the change, preferably of one of the transaction's own services. */
function versionAbout(
  since: string,
  { services: own }: TransactionTypeSummary,
  deploys: readonly JudgedDeploy[],
): Finding["version"] {
  const at = Date.parse(since);
  const near = deploys
    .filter(
      ({ isFirst, since: seen }) =>
        !isFirst && at - Date.parse(seen) > -withinMs / 2 && at - Date.parse(seen) < withinMs,
    )
    .toSorted(
      (a, b) =>
        Number(own.includes(b.service)) - Number(own.includes(a.service)) ||
        Date.parse(b.since) - Date.parse(a.since),
    );
  return near[0];
}
