// Errors that were first seen in the range of the page.
import type { ErrorsResult } from "contract";

import { useApi } from "../data/use-api.ts";
import { useScope } from "./scope.ts";

/** `undefined` until they are read. */
export function useNewErrors(): ErrorsResult | undefined {
  const { rangeQuery } = useScope();
  return useApi(
    "/api/errors",
    { query: { ...rangeQuery, new: "true", state: "open", sort: "count", limit: 20 } },
    { part: "new errors" },
  ).data;
}

/** Whether a new error has transactions at risk, of which type is not known; until it is read it may. */
export function useIsAtRisk(): boolean {
  return useNewErrors()?.items.some(({ unfinishedTransactions: risky }) => risky > 0) ?? true;
}
