// Bottlenecks that were first found in the range of the page, the most time saved first.
import type { Bottleneck, BottlenecksResult } from "contract";
import { useMemo } from "react";

import { useIsFirstDataThere } from "../../data/first-data.ts";
import { ownData } from "../../data/own-data.ts";
import { useApi } from "../../data/use-api.ts";
import { useScope } from "../../state/scope.ts";

const read = 20;

/** `undefined` until they are read. */
export function useNewBottlenecks(): readonly Bottleneck[] | undefined {
  const { rangeQuery, service } = useScope();
  const enabled = useIsFirstDataThere();
  const answer = useApi(
    "/api/bottlenecks",
    { query: { ...rangeQuery, service, limit: read } },
    { enabled, everyMs: 15_000, part: "new bottlenecks" },
  );
  const data = ownData(answer);
  return useMemo(() => data && newBottlenecks(data), [data]);
}

function newBottlenecks({ items, from }: Pick<BottlenecksResult, "items" | "from">): readonly Bottleneck[] {
  const fromMs = Date.parse(from);
  return items.filter(({ firstSeenNs }) => Number(BigInt(firstSeenNs) / 1_000_000n) >= fromMs);
}
