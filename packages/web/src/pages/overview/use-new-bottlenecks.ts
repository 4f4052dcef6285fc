// Bottlenecks that were first found in the range of the page, the most time saved first.
import type { BottlenecksResult } from "contract";

import { useIsFirstDataThere } from "../../data/first-data.ts";
import { ownData } from "../../data/own-data.ts";
import { useApi } from "../../data/use-api.ts";
import { useScope } from "../../state/scope.ts";

/** `undefined` until they are read. */
export function useNewBottlenecks(): Pick<BottlenecksResult, "items" | "total"> | undefined {
  const { rangeQuery, service } = useScope();
  const enabled = useIsFirstDataThere();
  const answer = useApi(
    "/api/bottlenecks",
    { query: { ...rangeQuery, service, new: "true", limit: 20 } },
    { enabled, everyMs: 15_000, part: "new bottlenecks" },
  );
  return ownData(answer);
}
