// The colours of a heatmap in the current theme.
import { useEffect, useState } from "react";

import type { HeatmapColors } from "../../draw/heatmap.ts";
import { onThemeChange, resolveColor } from "../color.ts";

/** The tokens of the cells, from few spans to many. */
export const heatmapLevels: readonly string[] = [
  "--heat-1",
  "--heat-2",
  "--heat-3",
  "--heat-4",
  "--heat-5",
  "--heat-6",
];

/** New colours after each change of the theme, so that the canvas is drawn again. */
export function useHeatmapColors(): HeatmapColors {
  const [colors, setColors] = useState(readColors);
  useEffect(() => onThemeChange(() => setColors(readColors())), []);
  return colors;
}

function readColors(): HeatmapColors {
  return {
    levels: heatmapLevels.map(resolveColor),
    page: resolveColor("--surface-page"),
    error: resolveColor("--error-mark"),
    errorPale: resolveColor("color-mix(in srgb, var(--error-mark) 55%, var(--surface-page))"),
  };
}
