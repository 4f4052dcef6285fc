// Errors that were first seen in the range of the page.
import type { ErrorsResult } from "contract";

import { ownData } from "../data/own-data.ts";
import { useApi } from "../data/use-api.ts";
import { useScope } from "./scope.ts";

/** `undefined` until they are read. */
export function useNewErrors(): ErrorsResult | undefined {
  const { rangeQuery } = useScope();
  const answer = useApi(
    "/api/errors",
    { query: { ...rangeQuery, new: "true", state: "open", sort: "count", limit: 20 } },
    { part: "new errors" },
  );
  return ownData(answer);
}

/** Whether a new error has transactions at risk, of which type is not known. */
export function useIsAtRisk(): boolean {
  return mayBeAtRisk(useNewErrors());
}

/** Until errors are read, and while it is not known which are new, one may. */
export function mayBeAtRisk(errors: Pick<ErrorsResult, "items" | "areNewKnown"> | undefined): boolean {
  if (errors?.areNewKnown !== true) return true;
  return errors.items.some(({ unfinishedTransactions: risky }) => risky === null || risky > 0);
}
