import type { FilterQuery, RangeQuery, ResolvedRange } from "./query.ts";

export const differsPath = "/api/differs";

/** What spans that fit the filters have more often than the others of the range. At least one filter. */
export interface DiffersQuery extends RangeQuery, FilterQuery {
  /** Both the selection and the rest are of this service, */
  readonly service?: string | undefined;
  /** and of this name. */
  readonly name?: string | undefined;
  /** 1 to 500, default 50. */
  readonly limit?: number | undefined;
}

/** A value that the selection has more often. Shares are of 1. */
export interface ValueDifference {
  readonly kind: "value";
  readonly key: string;
  readonly value: string;
  readonly selectionShare: number;
  readonly restShare: number;
  /** The least the shares differ by, so that chance is ruled out for practical purposes. The list is ordered by it. */
  readonly atLeast: number;
}

/** A number that is distributed otherwise in the selection. */
export interface NumberDifference {
  readonly kind: "number";
  /** `duration` is in ms. */
  readonly key: string;
  /** p10, p50 and p90. */
  readonly selection: readonly [number, number, number];
  readonly rest: readonly [number, number, number];
  /** The largest gap between the two distributions (Kolmogorov–Smirnov), 0 to 1. */
  readonly distance: number;
  readonly atLeast: number;
}

export type Difference = ValueDifference | NumberDifference;

export interface DiffersResult extends ResolvedRange {
  /** Spans looked at that fit the filters, and that do not. */
  readonly selectionSpans: number;
  readonly restSpans: number;
  /** `null` when every span of the range was looked at. */
  readonly sampled: { readonly slices: number; readonly secondsEach: number; readonly share: number } | null;
  /** Empty when nothing differs. */
  readonly differences: readonly Difference[];
  /** The same in words: `nothing differs`, `too few spans to tell`, or what differs most. */
  readonly summary: string;
}
