// The address of a funnel beside the scope: everything that a person chose, so that a link or a saved view opens the same funnel.
import { funnelOrders } from "contract";

import { many, numeric, one, oneOf } from "../../lib/search-params.ts";

export type Order = (typeof funnelOrders)[number];

export interface FunnelSearch {
  /** The step whose drop-off is shown: people who reached it and went no further. */
  step?: string | undefined;
  /** Ms one person may take from the first step to the last; the usual time of the funnel when absent. */
  within?: number | undefined;
  /** The steps of the funnel; those that it declares when absent. */
  steps?: readonly string[] | undefined;
  order?: Order | undefined;
  /** Steps that end an attempt. */
  exclude?: readonly string[] | undefined;
  /** The attribute of the breakdown: of the records of a step, or with the next two of the spans in its traces. */
  by?: string | undefined;
  spanService?: string | undefined;
  spanName?: string | undefined;
  /** The step of the breakdown; the first one when absent. */
  at?: string | undefined;
}

/** The search of `/funnels/$name`; invalid values are dropped. */
export function validateFunnelSearch(raw: Readonly<Record<string, unknown>>): FunnelSearch {
  const within = numeric(raw["within"]);
  const steps = distinct(many(raw["steps"]));
  const search: FunnelSearch = {
    step: one(raw["step"]),
    within: within !== undefined && within > 0 ? within : undefined,
    steps: steps !== undefined && steps.length > 1 ? steps : undefined,
    order: oneOf(raw["order"], funnelOrders),
    exclude: distinct(many(raw["exclude"])?.filter((step) => steps?.includes(step) !== true)),
    by: one(raw["by"]),
    spanService: one(raw["spanService"]),
    spanName: one(raw["spanName"]),
    at: one(raw["at"]),
  };
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined));
}

/** The parameters of every request about the funnel. */
export function toRules({ within, steps, order, exclude }: FunnelSearch): {
  readonly windowMs?: number | undefined;
  readonly steps?: string[] | undefined;
  readonly order?: Order | undefined;
  readonly exclude?: string[] | undefined;
} {
  return { windowMs: within, steps: steps && [...steps], order, exclude: exclude && [...exclude] };
}

function distinct(values: readonly string[] | undefined): readonly string[] | undefined {
  if (values === undefined || values.length === 0) return undefined;
  return [...new Set(values)].slice(0, 20);
}
