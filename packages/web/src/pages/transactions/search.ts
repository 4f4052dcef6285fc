// The address of a transaction type beside the scope.
import type { Outcome } from "contract";

import { one, oneOf } from "../../lib/search-params.ts";

export interface TransactionTypeSearch {
  readonly outcome?: Outcome | undefined;
  readonly user?: string | undefined;
  /** Part of the id. */
  readonly search?: string | undefined;
}

export function validateTransactionTypeSearch(raw: Readonly<Record<string, unknown>>): TransactionTypeSearch {
  return {
    outcome: oneOf(raw["outcome"], ["completed", "failed", "abandoned", "open"]),
    user: one(raw["user"]),
    search: one(raw["search"]),
  };
}
