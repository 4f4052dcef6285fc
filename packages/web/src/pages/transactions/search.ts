// The addresses of a transaction type and of one transaction beside the scope.
import { type Outcome, outcomes } from "contract";

import { many, numeric, one, oneOf } from "../../lib/search-params.ts";

const measures = ["completion", "volume", "amount", "duration"] as const;
/** What the chart shows over time; outcomes when absent. */
export type Measure = (typeof measures)[number];

export interface TransactionTypeSearch {
  readonly outcome?: Outcome | undefined;
  readonly reason?: string | undefined;
  readonly user?: string | undefined;
  /** Part of the id. */
  readonly search?: string | undefined;
  readonly minAmount?: number | undefined;
  readonly maxAmount?: number | undefined;
  readonly minMs?: number | undefined;
  readonly maxMs?: number | undefined;
  /** Conditions on attributes: `tier=gold`. */
  readonly where?: readonly string[] | undefined;
  readonly measure?: Measure | undefined;
  /** The attribute of the breakdown. */
  readonly by?: string | undefined;
  /** What is compared with the others; all that were lost when absent. */
  readonly differs?: "failed" | "abandoned" | "slow" | undefined;
}

/** The search of `/transactions/$type`; invalid values are dropped. */
export function validateTransactionTypeSearch(raw: Readonly<Record<string, unknown>>): TransactionTypeSearch {
  const search: TransactionTypeSearch = {
    outcome: oneOf(raw["outcome"], outcomes),
    reason: one(raw["reason"]),
    user: one(raw["user"]),
    search: one(raw["search"]),
    minAmount: limit(raw["minAmount"]),
    maxAmount: limit(raw["maxAmount"]),
    minMs: limit(raw["minMs"]),
    maxMs: limit(raw["maxMs"]),
    where: many(raw["where"])?.slice(0, 20),
    measure: oneOf(raw["measure"], measures),
    by: one(raw["by"]),
    // older addresses have `lost`
    differs: oneOf(raw["differs"] ?? raw["lost"], ["failed", "abandoned", "slow"]),
  };
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));
}

/** The conditions of the list as the API takes them. */
function toRowQuery({
  outcome,
  reason,
  user,
  search,
  minAmount,
  maxAmount,
  minMs,
  maxMs,
  where,
}: TransactionTypeSearch) {
  return {
    outcome,
    reason,
    user,
    search,
    minAmount,
    maxAmount,
    minDurationMs: minMs,
    maxDurationMs: maxMs,
    where: where && [...where],
  };
}

/** Whether the list and its figures are of some transactions of the type only. */
export function isFiltered(search: TransactionTypeSearch): boolean {
  return Object.values(toRowQuery(search)).some((value) => value !== undefined);
}

/** What the page of a type requests, beside the range. */
export function toTypeQuery(search: TransactionTypeSearch) {
  return { ...toRowQuery(search), limit: 100 };
}

export const timelineKinds = ["record", "trace", "error", "log"] as const;
export type TimelineKind = (typeof timelineKinds)[number];

export interface TransactionSearch {
  /** The only kind of entries that the timeline shows. */
  readonly only?: TimelineKind | undefined;
}

/** The search of `/transactions/$type/$id`. */
export function validateTransactionSearch(raw: Readonly<Record<string, unknown>>): TransactionSearch {
  const only = oneOf(raw["only"], timelineKinds);
  return only === undefined ? {} : { only };
}

/** A number of at least zero. */
function limit(value: unknown): number | undefined {
  const number = numeric(value);
  return number !== undefined && number >= 0 ? number : undefined;
}
