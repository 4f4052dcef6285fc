import type { FilterQuery, RangeQuery, ResolvedRange } from "./query.ts";

export const heatmapPath = "/api/heatmap";

/** How long spans took, over time. */
export interface HeatmapQuery extends RangeQuery, FilterQuery {
  readonly service?: string | undefined;
  /** Exact name of the spans. */
  readonly name?: string | undefined;
  /** `entries` (default): what enters a service (server, consumer, root); `all`: every span. */
  readonly spans?: "entries" | "all" | undefined;
}

export interface HeatmapResult extends ResolvedRange {
  readonly stepMs: number;
  /** `roll-up` without filters, by whole minutes. */
  readonly source: "roll-up" | "spans";
  /** Lower ends of the rows, in ms, ascending; each row is 19 % wide, and there is none missing between the first and the last. */
  readonly lowsMs: readonly number[];
  /** Starts of the columns, Unix ms. */
  readonly times: readonly number[];
  /** Spans, one array a column with one number a row. */
  readonly counts: readonly (readonly number[])[];
}
