// The whole trace above the waterfall, and the window that the lane shows: draw a new one, drag it, drag its edges.
import { useLayoutEffect, useRef, type JSX, type PointerEvent } from "react";

import { prepareCanvas } from "../../draw/canvas.ts";
import { drawMinimap } from "../../draw/minimap.ts";
import { isWhole, type TimeView } from "../../draw/time-view.ts";
import type { TraceTree } from "../../draw/trace-tree.ts";
import { classes } from "../../ui/classes.ts";
import { draggedView, gripAt, windowEdges, type MinimapScale } from "./minimap-drag.ts";
import css from "./minimap.module.css";
import { usePalette } from "../../ui/use-palette.ts";

export interface MinimapProps {
  readonly tree: TraceTree;
  /** CSS px. */
  readonly width: number;
  readonly view: TimeView;
  readonly onView: (view: TimeView) => void;
}

const height = 44;

export function Minimap({ tree, width, view, onView }: MinimapProps): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const palette = usePalette();
  const total = tree.durationMs;
  useLayoutEffect(() => {
    const pen = canvas.current === null || width <= 0 ? null : prepareCanvas(canvas.current, width, height);
    if (pen !== null) drawMinimap(pen, { tree, width, height, palette });
  }, [tree, width, palette]);

  const scale: MinimapScale = { width, total, view };
  const [left, right] = windowEdges(scale);
  const whole = isWhole(view, total);
  return (
    <div className={css["minimap"]}>
      <div
        className={css["plate"]}
        data-testid="minimap"
        onPointerDown={(event) => drag(event, scale, onView)}
        onDoubleClick={() => onView({ start: 0, end: total })}
        title={whole ? "Drag to zoom" : "Double-click to show the whole trace"}
      >
        <canvas ref={canvas} aria-hidden="true" />
        <i className={css["veil"]} style={{ left: 0, width: left }} />
        <i className={css["veil"]} style={{ left: right, right: 0 }} />
        <i
          className={classes(css["window"], whole && css["whole"])}
          style={{ left, width: Math.max(4, right - left) }}
        />
      </div>
    </div>
  );
}

/** Follows the pointer until it is released. */
function drag(
  { currentTarget: plate, clientX, pointerId }: PointerEvent<HTMLElement>,
  scale: MinimapScale,
  onView: (view: TimeView) => void,
): void {
  const xOf = (x: number): number => x - plate.getBoundingClientRect().left;
  const from = xOf(clientX);
  const grip = gripAt(from, scale);
  const ended = new AbortController();
  const onMove = (event: globalThis.PointerEvent): void => {
    const next = draggedView(grip, from, xOf(event.clientX), scale);
    if (next !== undefined) onView(next);
  };
  plate.setPointerCapture(pointerId);
  plate.addEventListener("pointermove", onMove, ended);
  plate.addEventListener("pointerup", () => ended.abort(), ended);
  plate.addEventListener("pointercancel", () => ended.abort(), ended);
}
