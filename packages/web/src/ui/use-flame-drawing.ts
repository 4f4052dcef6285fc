// Draws the flame graph on its canvas.
import { useLayoutEffect, useMemo, type RefObject } from "react";

import { prepareCanvas } from "../draw/canvas.ts";
import type { layoutFlame } from "../draw/flame-layout.ts";
import { drawFlame, flameLine, type FlameNode } from "../draw/flame.ts";
import type { TimeView } from "../draw/time-view.ts";
import { formatDuration } from "../lib/format-duration.ts";
import { useFontLoads } from "./use-font-loads.ts";
import { usePalette } from "./use-palette.ts";

/** What the flame graph shows. */
export interface FlameContent {
  readonly nodes: readonly FlameNode[];
  readonly layout: ReturnType<typeof layoutFlame>;
  readonly view: TimeView;
  /** CSS px. */
  readonly width: number;
  readonly selected: FlameNode | undefined;
  readonly matches: ReadonlySet<FlameNode> | null;
}

/** Draws again when the content or the theme change, or a font was loaded. */
export function useFlameDrawing(
  canvas: RefObject<HTMLCanvasElement | null>,
  { nodes, layout, view, width, selected, matches }: FlameContent,
): void {
  const palette = usePalette();
  const loads = useFontLoads();
  const font = useMemo(() => readFont(loads), [loads]);
  useLayoutEffect(() => {
    if (canvas.current === null || width <= 0) return;
    const height = layout.lineCount * flameLine + 8;
    const pen = prepareCanvas(canvas.current, width, height);
    if (pen === null) return;
    const duration = formatDuration;
    drawFlame(pen, {
      nodes,
      layout,
      view,
      width,
      height,
      selected,
      matches,
      palette,
      font: font.css,
      duration,
    });
  }, [canvas, nodes, layout, view, width, selected, matches, palette, font]);
}

/** Another object after a font was loaded, so that the canvas is drawn again. */
function readFont(_loads: number): { readonly css: string } {
  return { css: `12px ${getComputedStyle(document.body).fontFamily}` };
}
