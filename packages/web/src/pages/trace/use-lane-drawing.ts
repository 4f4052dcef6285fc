// Draws the rows on the screen on one canvas: in wide windows names, durations and bars, on a phone the bars alone.
import { useLayoutEffect, type RefObject } from "react";

import { prepareCanvas } from "../../draw/canvas.ts";
import { drawLane } from "../../draw/lane.ts";
import type { Gap } from "../../draw/gaps.ts";
import type { SpanNode } from "../../draw/trace-tree.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import type { Palette } from "../../draw/palette.ts";
import type { RowLabel } from "../../draw/row-label.ts";
import { drawRowText, type RowFonts } from "../../draw/row-text.ts";
import type { TimeView } from "../../draw/time-view.ts";
import type { TraceModel } from "./trace-model.ts";
import type { Geometry } from "./use-geometry.ts";
import { usePalette } from "../../ui/use-palette.ts";
import { useRowFonts } from "./use-row-fonts.ts";
import type { RowLayout } from "./use-row-layout.ts";
import type { TraceRows } from "./use-trace-rows.ts";

/** What the lane shows. */
export interface LaneContent {
  readonly model: TraceModel;
  readonly rows: TraceRows;
  readonly geometry: Geometry;
  readonly view: TimeView;
  readonly showPath: boolean;
  readonly gapsOf: (node: SpanNode) => readonly Gap[];
}

/** What the names show besides. */
export interface RowContent {
  readonly labelOf: (index: number) => RowLabel;
  readonly isPale: (index: number) => boolean;
}

/** On a phone the canvas is this much wider than the lane on both sides: half a diamond. */
export const bleed = 6;

/** Draws again when the content, the rows on the screen, the font or the theme change. */
export function useLaneDrawing(
  canvas: RefObject<HTMLCanvasElement | null>,
  scroller: RefObject<HTMLElement | null>,
  layout: RowLayout,
  content: LaneContent,
  { labelOf, isPale }: RowContent,
): void {
  const palette = usePalette();
  const fonts = useRowFonts();
  const { model, rows, geometry, view, showPath, gapsOf } = content;
  useLayoutEffect(() => {
    if (canvas.current === null || geometry.laneWidth <= 0) return;
    const height = heightOf(layout, geometry.narrow ? null : scroller.current);
    const scene = { content: { model, rows, geometry, view, showPath, gapsOf }, layout, height, palette };
    if (geometry.narrow) {
      const pen = prepareCanvas(canvas.current, geometry.laneWidth, height, bleed);
      if (pen !== null) drawBars(pen, scene, fonts);
      return;
    }
    const pen = prepareCanvas(canvas.current, geometry.width, height);
    if (pen === null) return;
    pen.translate(geometry.laneLeft, 0);
    drawBars(pen, scene, fonts);
    pen.translate(-geometry.laneLeft, 0);
    drawNames(pen, scene, fonts, { labelOf, isPale });
  }, [
    canvas,
    scroller,
    layout,
    model,
    rows,
    geometry,
    view,
    showPath,
    gapsOf,
    palette,
    fonts,
    labelOf,
    isPale,
  ]);
}

interface Scene {
  readonly content: LaneContent;
  readonly layout: RowLayout;
  readonly height: number;
  readonly palette: Palette;
}

function drawBars(
  pen: CanvasRenderingContext2D,
  { content, layout, height, palette }: Scene,
  fonts: RowFonts,
): void {
  const { model, rows, geometry, view, showPath, gapsOf } = content;
  drawLane(pen, {
    rows: rows.rows,
    tops: layout.tops,
    window: layout.window,
    metrics: geometry.metrics,
    view,
    width: geometry.laneWidth,
    height,
    originNs: model.tree.originNs,
    path: model.path,
    showPath,
    showGrid: !geometry.narrow,
    gapsOf,
    gapLabel: (ms) => `${formatDuration(ms)} gap`,
    smallFont: fonts.gap,
    palette,
  });
}

function drawNames(
  pen: CanvasRenderingContext2D,
  { content, layout, palette }: Scene,
  fonts: RowFonts,
  row: RowContent,
): void {
  const { names, indent } = content.geometry;
  drawRowText(pen, {
    tops: layout.tops,
    window: layout.window,
    columns: { ...names, indent },
    palette,
    fonts,
    depthOf: (index) => content.rows.rows[index]!.depth,
    ...row,
  });
}

/** The canvas keeps its size while the list scrolls: a new size would cost a new bitmap for each picture. */
const steps = 256;

/** The height of the rows on the screen; below a short list the grid lines continue to the bottom of the list. */
function heightOf({ total, windowHeight }: RowLayout, scroller: HTMLElement | null): number {
  const shown = scroller === null ? 0 : scroller.clientHeight - 8;
  if (total < shown) return shown;
  return scroller === null ? windowHeight : Math.ceil(windowHeight / steps) * steps;
}
