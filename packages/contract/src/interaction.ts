import type { Page, PageQuery, RangeQuery, ResolvedRange } from "./query.ts";
import type { Money } from "./transaction.ts";
import type { Attributes } from "./value.ts";

export const interactionsPath = "/api/interactions";

export interface InteractionsQuery extends RangeQuery, PageQuery {
  readonly type?: string | undefined;
  readonly channel?: string | undefined;
  readonly tier?: string | undefined;
  readonly result?: string | undefined;
  /** `customer.id`, else the user. */
  readonly customer?: string | undefined;
}

export interface InteractionFigures {
  readonly count: number;
  /** How many have a satisfaction, and its average; `null` when none has. */
  readonly rated: number;
  readonly satisfaction: number | null;
  /** What they were worth, and what they changed in revenue. Currencies are never added together. */
  readonly values: readonly Money[];
  readonly revenueImpacts: readonly Money[];
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
}

/** One value of a dimension; empty for interactions that do not say. */
export interface InteractionGroup {
  readonly value: string;
  readonly current: InteractionFigures;
  /** The same length of time just before. */
  readonly previous: InteractionFigures;
}

export interface InteractionBucket {
  readonly time: string;
  readonly count: number;
  readonly satisfaction: number | null;
  readonly values: readonly Money[];
  readonly revenueImpacts: readonly Money[];
}

export interface InteractionRow {
  /** `log.record.uid`. */
  readonly uid: string;
  readonly type: string;
  readonly channel: string;
  readonly tier: string;
  readonly result: string;
  readonly satisfaction: number | null;
  readonly value: Money | null;
  readonly revenueImpact: Money | null;
  readonly customer: string;
  readonly user: string;
  /** Its end. */
  readonly timeNs: string;
  readonly durationMs: number | null;
  readonly service: string;
  readonly traceId: string;
  readonly attributes: Attributes;
}

/** Interactions that ended in the range; each dimension by count, at most 100 values. */
export interface InteractionsResult extends ResolvedRange, Page<InteractionRow> {
  readonly stepMs: number;
  readonly current: InteractionFigures;
  readonly previous: InteractionFigures;
  readonly types: readonly InteractionGroup[];
  readonly channels: readonly InteractionGroup[];
  readonly tiers: readonly InteractionGroup[];
  readonly results: readonly InteractionGroup[];
  readonly buckets: readonly InteractionBucket[];
}
