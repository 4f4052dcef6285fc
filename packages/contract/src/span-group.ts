import type { FilterQuery, RangeQuery, ResolvedRange } from "./query.ts";

export const spanGroupsPath = "/api/traces/groups";

/** Spans by the values of one attribute, of the span or of its resource, or of a field (`service.name`, `name`). */
export interface SpanGroupsQuery extends RangeQuery, FilterQuery {
  /** The attribute's key. */
  readonly by: string;
  readonly service?: string | undefined;
  readonly name?: string | undefined;
  /** 1 to 500, default 50. */
  readonly limit?: number | undefined;
}

export interface SpanGroup {
  readonly value: string;
  /** Spans that were kept. */
  readonly spans: number;
  /** Spans they stand for, by the sampling each was kept with. */
  readonly estimatedSpans: number;
  readonly errors: number;
  readonly meanMs: number;
  readonly p50Ms: number | null;
  readonly p95Ms: number | null;
}

export interface SpanGroupsResult extends ResolvedRange {
  readonly by: string;
  /** `roll-up`: from figures by five minutes, of which the range given is made up. */
  readonly source: "roll-up" | "spans";
  /** The commonest values first. */
  readonly groups: readonly SpanGroup[];
  /** Spans without the attribute; `null` where the roll-up does not tell. */
  readonly without: number | null;
  /** Whether there are more values. */
  readonly truncated: boolean;
}
