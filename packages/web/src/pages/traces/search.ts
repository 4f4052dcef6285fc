// The search parameters of the list of traces, beside those of the scope.
import { many, numeric, one, oneOf } from "../../lib/search-params.ts";
import { parseRegion } from "./region.ts";

export interface TracesSearch extends OldTracesSearch {
  /** Else newest first. */
  order?: TraceOrder | undefined;
  /** The heatmap counts all spans; else those that enter a service. */
  spans?: "all" | undefined;
  /** The selected region of the heatmap (region.ts). */
  region?: string | undefined;
  /** Below the heatmap: groups, what differs; else the list. */
  view?: "groups" | "differs" | undefined;
  /** The attribute that spans are grouped by. */
  by?: string | undefined;
  /** The column by which groups are sorted; else by rate. */
  sort?: GroupSort | undefined;
  /** Columns of the list, after the name. */
  col?: readonly string[] | undefined;
}

/** The figure by which the list is sorted, greatest first. */
export type TraceOrder = "slowest" | "spans" | "errors";

export type GroupSort = "value" | "errors" | "p50" | "p95";

/** Filters as links had them before they were in the filter bar: the page moves them there. */
export interface OldTracesSearch {
  /** Exact name of a span in the trace. */
  name?: string | undefined;
  status?: "error" | "ok" | undefined;
  /** Ms. */
  min?: number | undefined;
  max?: number | undefined;
}

/** Traces on a page of the list. */
export const tracesOnPage = 100;

const mostColumns = 12;

/** The search of `/traces`; wrong values are dropped. */
export function validateTracesSearch(raw: Readonly<Record<string, unknown>>): TracesSearch {
  const region = one(raw["region"]);
  const search: TracesSearch = {
    name: one(raw["name"]),
    status: oneOf(raw["status"], ["error", "ok"]),
    min: positive(raw["min"]),
    max: positive(raw["max"]),
    order: oneOf(raw["order"], ["slowest", "spans", "errors"]),
    spans: oneOf(raw["spans"], ["all"]),
    region: parseRegion(region) === undefined ? undefined : region,
    view: oneOf(raw["view"], ["groups", "differs"]),
    by: one(raw["by"]),
    sort: oneOf(raw["sort"], ["value", "errors", "p50", "p95"]),
    col: unique(many(raw["col"]))?.slice(0, mostColumns),
  };
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));
}

/** The conditions of the filter bar that say the same as the old parameters. */
export function toConditions({ name, status, min, max }: OldTracesSearch): readonly string[] {
  return [
    ...(name === undefined ? [] : [`name=${name}`]),
    ...(status === undefined ? [] : [status === "error" ? "status=error" : "!error"]),
    ...(min === undefined ? [] : [`duration>=${min}ms`]),
    ...(max === undefined ? [] : [`duration<=${max}ms`]),
  ];
}

function unique(list: readonly string[] | undefined): readonly string[] | undefined {
  return list === undefined ? undefined : [...new Set(list)];
}

function positive(value: unknown): number | undefined {
  const number = numeric(value);
  return number !== undefined && number > 0 ? number : undefined;
}
