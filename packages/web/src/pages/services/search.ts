// The search parameters of the services page, beside those of the scope.
import { numeric, one, oneOf } from "../../lib/search-params.ts";

/** The columns that the list can be sorted by; without one it is worst first. */
const sortKeys = ["name", "rate", "errors", "p50", "p95", "p99", "deploy", "business"] as const;
export type SortKey = (typeof sortKeys)[number];

export interface ServicesSearch {
  view?: "map" | undefined;
  /** Part of a service's name. */
  search?: string | undefined;
  sort?: SortKey | undefined;
  /** The reverse of the column's usual order. */
  reverse?: true | undefined;
  /** The node whose neighbourhood the map shows. */
  focus?: string | undefined;
  /** How many calls the neighbourhood reaches; all when absent. */
  hops?: number | undefined;
  /** The node that is selected on the map. */
  node?: string | undefined;
  /** What the width of the map's lines shows; calls when absent. */
  width?: "business" | undefined;
}

/** The search of `/services`; wrong values are dropped. */
export function validateServicesSearch(raw: Readonly<Record<string, unknown>>): ServicesSearch {
  const hops = numeric(raw["hops"]);
  const search: ServicesSearch = {
    view: oneOf(raw["view"], ["map"]),
    search: one(raw["search"]),
    sort: oneOf(raw["sort"], sortKeys),
    reverse: one(raw["reverse"]) === "true" ? true : undefined,
    focus: one(raw["focus"]),
    node: one(raw["node"]),
    width: oneOf(raw["width"], ["business"]),
    hops: hops === 1 || hops === 2 || hops === 3 ? hops : undefined,
  };
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));
}
