// Where a region is on the picture of a heatmap, as insets in per cent: what is outside of the picture is cut off.
import type { CSSProperties } from "react";

import {
  type HeatmapLayout,
  type HeatmapRegion,
  shareOfDuration,
  shareOfTime,
} from "../../draw/heatmap-layout.ts";

export function insetsOf(layout: HeatmapLayout, region: HeatmapRegion): CSSProperties {
  return {
    left: percent(shareOfTime(layout, region.fromMs)),
    right: percent(1 - shareOfTime(layout, region.toMs)),
    bottom: percent(shareOfDuration(layout, region.minMs)),
    top: percent(1 - shareOfDuration(layout, region.maxMs)),
  };
}

function percent(share: number): string {
  return `${Math.min(1, Math.max(0, share)) * 100}%`;
}
