// The counts of the heatmap for the scope. The roll-up answers without errors: these are counted from the spans by a second request, so
// that the picture does not wait for them, nor what is below it.
import type { HeatmapResult } from "contract";
import { useMemo } from "react";

import { useIsFirstDataThere } from "../../data/first-data.ts";
import { useApi } from "../../data/use-api.ts";
import { withErrors } from "../../draw/heatmap-errors.ts";
import type { HeatmapGrid } from "../../draw/heatmap-layout.ts";
import { useScope } from "../../state/scope.ts";

export interface TracesHeatmap {
  readonly query: ReturnType<typeof useApi<"/api/heatmap">>;
  /** `undefined` before the first answer. */
  readonly grid: HeatmapGrid | undefined;
  readonly areErrorsPending: boolean;
}

export function useHeatmap(spans: "all" | undefined): TracesHeatmap {
  const { query: scope } = useScope();
  const counted = useApi("/api/heatmap", { query: { ...scope, spans } });
  const { data } = counted;
  const isMissing = data?.errors === null;
  const isFirstDataThere = useIsFirstDataThere();
  const failed = useApi(
    "/api/heatmap",
    { query: { ...scope, spans, ...failedQuery(data, scope.filter) } },
    { enabled: isMissing && isFirstDataThere, refresh: "still", part: "failed spans of the heatmap" },
  );
  const grid = useMemo(
    () =>
      data === undefined || !isMissing || failed.data === undefined ? data : withErrors(data, failed.data),
    [data, isMissing, failed.data],
  );
  return { query: counted, grid, areErrorsPending: isMissing && (failed.isFetching || !isFirstDataThere) };
}

/**
 * The same columns, only spans in error. The filter is there before the first answer too: with equal keys, the counts of all spans would
 * be taken for those in error until these arrive.
 */
function failedQuery(data: HeatmapResult | undefined, scopeFilter: readonly string[] | undefined) {
  const filter = [...(scopeFilter ?? []), "status=error"];
  return data === undefined ? { filter } : { from: data.from, to: data.to, stepMs: data.stepMs, filter };
}
