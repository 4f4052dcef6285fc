// The search parameters of the bottlenecks, beside those of the scope.
import { type BottleneckKind, bottleneckKinds } from "contract";

import { oneOf } from "../../lib/search-params.ts";

export interface BottlenecksSearch {
  /** Of all kinds when absent. */
  readonly kind?: BottleneckKind | undefined;
  /** By time saved when absent. */
  readonly sort?: "transactions" | "latest" | undefined;
}

/** The search of `/bottlenecks`; invalid values are dropped. */
export function validateBottlenecksSearch(raw: Readonly<Record<string, unknown>>): BottlenecksSearch {
  return {
    kind: oneOf(raw["kind"], bottleneckKinds),
    sort: oneOf(raw["sort"], ["transactions", "latest"]),
  };
}
