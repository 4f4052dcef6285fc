// The search parameters of the interactions, beside those of the scope.
import { numeric, one, oneOf } from "../../lib/search-params.ts";

/** What interactions are grouped by. */
export type Dimension = "type" | "channel" | "tier";

export interface InteractionsSearch {
  /** By channel when absent. */
  readonly by?: Exclude<Dimension, "channel"> | undefined;
  readonly type?: string | undefined;
  readonly channel?: string | undefined;
  readonly tier?: string | undefined;
  readonly result?: string | undefined;
  readonly customer?: string | undefined;
  /** Contacts with at most this satisfaction; all when absent. */
  readonly atMost?: number | undefined;
}

/** The search of `/interactions`; invalid values are dropped. */
export function validateInteractionsSearch(raw: Readonly<Record<string, unknown>>): InteractionsSearch {
  const atMost = numeric(raw["atMost"]);
  return {
    by: oneOf(raw["by"], ["type", "tier"]),
    type: one(raw["type"]),
    channel: one(raw["channel"]),
    tier: one(raw["tier"]),
    result: one(raw["result"]),
    customer: one(raw["customer"]),
    atMost: atMost === undefined || atMost < 0 || atMost > 1e6 ? undefined : atMost,
  };
}
