// The search parameters of a trace, beside those of the scope.
import { one, oneOf } from "../../lib/search-params.ts";

export interface TraceSearch {
  /** Span shown in the side panel. */
  span?: string | undefined;
  view?: "flame" | undefined;
  tab?: "events" | "logs" | "links" | undefined;
  /** Find in trace. */
  q?: string | undefined;
  logs?: "off" | undefined;
  path?: "off" | undefined;
}

/** The search of `/traces/$id`; wrong values are dropped. */
export function validateTraceSearch(raw: Readonly<Record<string, unknown>>): TraceSearch {
  const search: TraceSearch = {
    span: one(raw["span"]),
    view: oneOf(raw["view"], ["flame"]),
    tab: oneOf(raw["tab"], ["events", "logs", "links"]),
    q: one(raw["q"]),
    logs: oneOf(raw["logs"], ["off"]),
    path: oneOf(raw["path"], ["off"]),
  };
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));
}
