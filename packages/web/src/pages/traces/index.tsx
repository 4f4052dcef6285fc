// The traces: a heatmap of all spans of the range, and below it the traces, groups or differences of the range or of the selected region.
import { getRouteApi } from "@tanstack/react-router";
import { useCallback, type JSX } from "react";

import { countRegion, type HeatmapGrid } from "../../draw/heatmap-layout.ts";
import { formatCount } from "../../lib/format.ts";
import { CopyLink } from "../../ui/copy-button.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { HeatmapSection } from "./heatmap-section.tsx";
import type { TracesSearch } from "./search.ts";
import { useHeatmap } from "./use-heatmap.ts";
import { useOldFilters } from "./use-old-filters.ts";
import { Views } from "./views.tsx";

const route = getRouteApi("/traces");

export function TracesPage(): JSX.Element {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = useCallback(
    (part: TracesSearch) => void navigate({ search: (previous) => ({ ...previous, ...part }) }),
    [navigate],
  );
  useOldFilters(search);
  const heatmap = useHeatmap(search.spans);
  return (
    <>
      <PageHead
        title="Traces"
        sub={heatmap.grid === undefined ? "\u00a0" : subline(heatmap.grid, search.spans)}
        actions={<CopyLink />}
      />
      <HeatmapSection heatmap={heatmap} search={search} onSearch={change} />
      <Views search={search} onSearch={change} />
    </>
  );
}

/** `1,204 stored entry spans in this range · 31 in error`: what is drawn. A share of stored spans would be one of the sampling. */
function subline(grid: HeatmapGrid, spans: TracesSearch["spans"]): string {
  const counted = countRegion(grid, { fromMs: -Infinity, toMs: Infinity, minMs: 0, maxMs: Infinity });
  if (counted.spans === 0) return spans === "all" ? "none in this range" : "no entry spans in this range";
  const count = `${formatCount(counted.spans)} stored ${spans === "all" ? "" : "entry "}spans in this range`;
  if (counted.errors === undefined || counted.errors === 0) return count;
  return `${count} · ${formatCount(counted.errors)} in error`;
}
