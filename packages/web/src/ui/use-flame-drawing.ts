// Draws the flame graph on its canvas.
import { useLayoutEffect, type RefObject } from "react";

import { prepareCanvas } from "../draw/canvas.ts";
import type { layoutFlame } from "../draw/flame-layout.ts";
import { drawFlame, flameLine, type FlameNode } from "../draw/flame.ts";
import type { TimeView } from "../draw/time-view.ts";
import { formatDuration } from "../lib/format-duration.ts";
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

/** Draws again when the content or the theme change. */
export function useFlameDrawing(
  canvas: RefObject<HTMLCanvasElement | null>,
  { nodes, layout, view, width, selected, matches }: FlameContent,
): void {
  const palette = usePalette();
  useLayoutEffect(() => {
    if (canvas.current === null || width <= 0) return;
    const height = layout.lineCount * flameLine + 8;
    const pen = prepareCanvas(canvas.current, width, height);
    if (pen === null) return;
    const font = `12px ${getComputedStyle(document.body).fontFamily}`;
    const duration = formatDuration;
    drawFlame(pen, { nodes, layout, view, width, height, selected, matches, palette, font, duration });
  }, [canvas, nodes, layout, view, width, selected, matches, palette]);
}
