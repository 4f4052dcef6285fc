// Draws the bars of the rows on the screen on one canvas behind them.
import { useLayoutEffect, type RefObject } from "react";

import { prepareCanvas } from "../../draw/canvas.ts";
import { drawLane } from "../../draw/lane.ts";
import type { TimeView } from "../../draw/time-view.ts";
import type { TraceModel } from "./trace-model.ts";
import type { Geometry } from "./use-geometry.ts";
import { usePalette } from "./use-palette.ts";
import type { RowLayout } from "./use-row-layout.ts";
import type { TraceRows } from "./use-trace-rows.ts";

/** What the lane shows. */
export interface LaneContent {
  readonly model: TraceModel;
  readonly rows: TraceRows;
  readonly geometry: Geometry;
  readonly view: TimeView;
  readonly showPath: boolean;
}

/** The canvas is this much wider than the lane on both sides: half a diamond. */
export const bleed = 6;

/** Draws again when the content, the rows on the screen or the theme change. */
export function useLaneDrawing(
  canvas: RefObject<HTMLCanvasElement | null>,
  scroller: RefObject<HTMLElement | null>,
  layout: RowLayout,
  { model, rows: { rows }, geometry, view, showPath }: LaneContent,
): void {
  const palette = usePalette();
  const { metrics, laneWidth: width, narrow } = geometry;
  useLayoutEffect(() => {
    if (canvas.current === null || width <= 0) return;
    const { tops, window } = layout;
    const height = heightOf(layout, narrow ? null : scroller.current);
    const pen = prepareCanvas(canvas.current, width, height, bleed);
    if (pen === null) return;
    drawLane(pen, {
      rows,
      tops,
      window,
      metrics,
      view,
      width,
      height,
      originNs: model.tree.originNs,
      path: model.path,
      showPath,
      showGrid: !narrow,
      palette,
    });
  }, [canvas, scroller, layout, model, rows, metrics, view, width, narrow, showPath, palette]);
}

/** The height of the rows on the screen; below a short list the grid lines continue to the bottom of the list. */
function heightOf({ total, windowHeight }: RowLayout, scroller: HTMLElement | null): number {
  const shown = scroller === null ? 0 : scroller.clientHeight - 8;
  return total < shown ? shown : windowHeight;
}
