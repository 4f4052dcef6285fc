// The selected region in words, and what can be done with it.
import type { JSX } from "react";

import { countRegion, type HeatmapGrid, type HeatmapRegion } from "../../draw/heatmap-layout.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { formatCount } from "../../lib/format.ts";
import { fixedRange } from "../../lib/time-range.ts";
import { formatSpan } from "../../lib/time.ts";
import { StatusMark } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./region-bar.module.css";
import { zoomFilters } from "./region.ts";
import type { TracesSearch } from "./search.ts";
import { useZoom } from "./use-zoom.ts";

export interface RegionBarProps {
  readonly region: HeatmapRegion;
  readonly grid: HeatmapGrid | undefined;
  readonly view: TracesSearch["view"];
  readonly onSearch: (change: TracesSearch) => void;
}

export function RegionBar({ region, grid, view, onSearch }: RegionBarProps): JSX.Element {
  const zoom = useZoom();
  const counted = grid === undefined ? undefined : countRegion(grid, region);
  return (
    <div className={css["bar"]} role="group" aria-label="Selected region">
      <b>
        {formatDuration(region.minMs)} – {formatDuration(region.maxMs)}
      </b>
      <span>{formatSpan(region.fromMs, region.toMs)}</span>
      {counted !== undefined && (
        <span className={ui.text["soft"]}>
          {formatCount(counted.spans)} stored spans
          {counted.errors !== undefined && counted.errors > 0 && (
            <span className={css["errors"]}>
              <StatusMark kind="error" /> {formatCount(counted.errors)} in error
            </span>
          )}
        </span>
      )}
      <span className={css["actions"]}>
        <button
          type="button"
          className={ui.button["button"]}
          aria-pressed={view === "differs"}
          onClick={() => onSearch({ view: "differs" })}
        >
          What differs
        </button>
        <button
          type="button"
          className={ui.button["button"]}
          aria-pressed={view === undefined}
          onClick={() => onSearch({ view: undefined })}
        >
          Show traces
        </button>
        <button
          type="button"
          className={ui.button["button"]}
          onClick={() => zoom(fixedRange(region.fromMs, region.toMs), zoomFilters(region))}
        >
          Zoom in
        </button>
        <button type="button" className={ui.button["quiet"]} onClick={() => onSearch({ region: undefined })}>
          Clear region
        </button>
      </span>
    </div>
  );
}
