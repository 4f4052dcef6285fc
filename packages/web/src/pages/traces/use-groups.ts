// The groups of the selected spans, and first those of the newest part of a long range: counting all spans of a day takes seconds, those
// of its last hour a moment. All are counted next, so that the first ones do not wait for them.
import type { SpanGroupsResult } from "contract";
import { useMemo, useState } from "react";

import { ownData } from "../../data/own-data.ts";
import { useApi } from "../../data/use-api.ts";
import { useScope } from "../../state/scope.ts";
import type { TracesSearch } from "./search.ts";
import { groupsQuery, newestPart } from "./selected-query.ts";

export interface GroupsQuery {
  readonly groups: ReturnType<typeof useApi<"/api/traces/groups">>;
  /** Of the newest part of the range, until there are `groups`. */
  readonly early: SpanGroupsResult | undefined;
}

export function useGroups(search: TracesSearch): GroupsQuery {
  const { query: scope } = useScope();
  const asked = groupsQuery(scope, search);
  const { by, from, to } = asked;
  // Resolved once for each range, so that one that begins at a time of day does not begin another request with each render.
  const newest = useMemo(() => newestPart({ from, to }), [from, to]);
  const isChosen = by !== "";
  const hasEarly = newest !== undefined;
  const [isCounted, setIsCounted] = useState(false);
  const early = useApi(
    "/api/traces/groups",
    { query: { ...asked, ...newest } },
    { enabled: isChosen && hasEarly && !isCounted, refresh: "still" },
  );
  const isNext =
    !hasEarly || isCounted || early.isError || (early.data !== undefined && !early.isPlaceholderData);
  const groups = useApi("/api/traces/groups", { query: asked }, { enabled: isChosen && isNext });
  if (groups.data !== undefined && !isCounted) setIsCounted(true);
  return { groups, early: ownData(early) };
}
