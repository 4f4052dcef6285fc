// Errors that were first seen in the range of the page.
import type { ErrorsResult } from "contract";

import { useApi } from "../../data/use-api.ts";
import { useScope } from "../../state/scope.ts";

export function useNewErrors(): ErrorsResult | undefined {
  const { rangeQuery } = useScope();
  return useApi(
    "/api/errors",
    { query: { ...rangeQuery, new: "true", state: "open", sort: "count", limit: 20 } },
    { part: "new errors" },
  ).data;
}
