// The groups of the selected spans, and first those of the newest part of a long range: counting all spans of a day takes seconds, those
// of its last hour a moment.
import type { SpanGroupsResult } from "contract";
import { useMemo } from "react";

import { useApi } from "../../data/use-api.ts";
import { fixedRange, resolveRange, type TimeRange } from "../../lib/time-range.ts";
import type { TracesSearch } from "./search.ts";
import { useSelectedQuery } from "./use-selected-query.ts";

export interface GroupsQuery {
  readonly groups: ReturnType<typeof useApi<"/api/traces/groups">>;
  /** Of the newest part of the range, until there are `groups`. */
  readonly early: SpanGroupsResult | undefined;
}

/** Ranges of at least this length have a newest part, which is so much shorter. */
const minLongMs = 3 * 3_600_000;
const shorter = 24;

export function useGroups(search: TracesSearch): GroupsQuery {
  const by = search.by ?? "";
  const query = useSpansQuery(search);
  const newest = useNewest(query);
  const asked = { ...query, by, limit: 100 };
  const groups = useApi("/api/traces/groups", { query: asked }, { enabled: by !== "" });
  const early = useApi(
    "/api/traces/groups",
    { query: { ...asked, ...newest } },
    { enabled: by !== "" && newest !== undefined && groups.data === undefined, refresh: "still" },
  );
  return { groups, early: early.isPlaceholderData ? undefined : early.data };
}

/** The same spans as on the heatmap. */
function useSpansQuery(search: TracesSearch): ReturnType<typeof useSelectedQuery> {
  const query = useSelectedQuery(search);
  const hasEntry = search.spans === "all" || search.region !== undefined;
  return hasEntry ? query : { ...query, filter: [...(query.filter ?? []), "entry=true"] };
}

/** Resolved once for each range, so that a relative one does not begin another request with each render. */
function useNewest({ from, to }: TimeRange): TimeRange | undefined {
  return useMemo(() => {
    const { fromMs, toMs } = resolveRange({ from, to });
    if (toMs - fromMs < minLongMs) return undefined;
    return fixedRange(toMs - (toMs - fromMs) / shorter, toMs);
  }, [from, to]);
}
