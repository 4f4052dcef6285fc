// The search parameters of a trace, beside those of the scope.
import { one, oneOf } from "../../lib/search-params.ts";

export interface TraceSearch {
  /** Span shown in the side panel. */
  span?: string | undefined;
  view?: "flame" | "times" | undefined;
  /** Of the table of times; by self time when absent. */
  sort?: "total" | "calls" | "errors" | "longest" | undefined;
  by?: "service" | undefined;
  tab?: "events" | "logs" | "links" | undefined;
  /** Find in trace. */
  q?: string | undefined;
  /** Ids of spans that are highlighted, separated by commas. */
  marks?: string | undefined;
  logs?: "off" | undefined;
  path?: "off" | undefined;
  gaps?: "off" | undefined;
  /** Times with the clocks of processes adjusted, instead of those recorded. */
  clocks?: "adjusted" | undefined;
  /** The id of another trace to compare with. */
  with?: string | undefined;
  /** Operations in a comparison: those that differ, or all. */
  ops?: "all" | undefined;
  rank?: "largest" | undefined;
}

/** The search of `/traces/$id`; wrong values are dropped. */
export function validateTraceSearch(raw: Readonly<Record<string, unknown>>): TraceSearch {
  const search: TraceSearch = {
    span: one(raw["span"]),
    view: oneOf(raw["view"], ["flame", "times"]),
    sort: oneOf(raw["sort"], ["total", "calls", "errors", "longest"]),
    by: oneOf(raw["by"], ["service"]),
    tab: oneOf(raw["tab"], ["events", "logs", "links"]),
    q: one(raw["q"]),
    marks: one(raw["marks"]),
    logs: oneOf(raw["logs"], ["off"]),
    path: oneOf(raw["path"], ["off"]),
    gaps: oneOf(raw["gaps"], ["off"]),
    clocks: oneOf(raw["clocks"], ["adjusted"]),
    with: one(raw["with"]),
    ops: oneOf(raw["ops"], ["all"]),
    rank: oneOf(raw["rank"], ["largest"]),
  };
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));
}
