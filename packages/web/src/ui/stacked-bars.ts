// Stacked bars, snapped to whole pixels, 1 px apart: uPlot's own bars overlap and mix their colours.
import type uPlot from "uplot";

import type { ChartSeries } from "./chart-model.ts";

/** For each bar of `series`, the sum below it; `undefined` for lines. */
export function bases(series: readonly ChartSeries[]): readonly (readonly number[] | undefined)[] {
  const length = Math.max(0, ...series.map(({ values }) => values.length));
  let below = Array.from({ length }, () => 0);
  return series.map(({ kind, values }) => {
    if (kind !== "bars") return undefined;
    const base = below;
    below = below.map((sum, at) => sum + (values[at] ?? 0));
    return base;
  });
}

/** A path builder for one layer of the stack, whose columns are `stepMs` wide and begin at their time. */
export function layerPaths(base: readonly number[], stepMs: number): uPlot.Series.PathBuilder {
  return (plot, seriesIndex, first, last) => {
    const fill = new Path2D();
    const times = plot.data[0];
    const tops = plot.data[seriesIndex];
    const [leftEdge, rightEdge] = [plot.bbox.left, plot.bbox.left + plot.bbox.width];
    for (let at = first; at <= last; at++) {
      const [time, top, low] = [times[at], tops?.[at], base[at] ?? 0];
      if (time === undefined || top === null || top === undefined || top === low) continue;
      const left = Math.max(leftEdge, Math.round(plot.valToPos(time, "x", true)));
      const end = Math.min(rightEdge, Math.round(plot.valToPos(time + stepMs, "x", true)));
      const gap = end - left > 3 * devicePixelRatio ? Math.round(devicePixelRatio) : 0;
      const [y, bottom] = [
        Math.round(plot.valToPos(top, "y", true)),
        Math.round(plot.valToPos(low, "y", true)),
      ];
      // A value above 0 is always visible.
      fill.rect(left, Math.min(y, bottom - 1), Math.max(1, end - left - gap), Math.max(1, bottom - y));
    }
    return { fill };
  };
}
