// The whole trace above the waterfall, with the window that the lane shows: draw a new one, drag it, pull its edges.
import { useLayoutEffect, useRef, type JSX, type PointerEvent } from "react";

import { prepareCanvas } from "../../draw/canvas.ts";
import { drawMinimap } from "../../draw/minimap.ts";
import { between, isWhole, panBy, type TimeView } from "../../draw/time-view.ts";
import type { TraceTree } from "../../draw/trace-tree.ts";
import { usePalette } from "./use-palette.ts";

export interface MinimapProps {
  readonly tree: TraceTree;
  /** CSS px. */
  readonly width: number;
  readonly view: TimeView;
  readonly onView: (view: TimeView) => void;
}

const height = 44;
const edge = 6;

export function Minimap({ tree, width, view, onView }: MinimapProps): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const palette = usePalette();
  const total = tree.durationMs;
  useLayoutEffect(() => {
    const pen = canvas.current === null || width <= 0 ? null : prepareCanvas(canvas.current, width, height);
    if (pen !== null) drawMinimap(pen, { tree, width, height, palette });
  }, [tree, width, palette]);

  const whole = isWhole(view, total);
  const left = total === 0 ? 0 : (view.start / total) * width;
  const right = total === 0 ? width : (view.end / total) * width;

  const onPointerDown = (event: PointerEvent<HTMLDivElement>): void => {
    const element = event.currentTarget;
    const at = (e: { readonly clientX: number }): number =>
      ((e.clientX - element.getBoundingClientRect().left) / width) * total;
    const from = at(event);
    const x = (from / total) * width;
    const grip =
      Math.abs(x - left) <= edge && !whole
        ? "start"
        : Math.abs(x - right) <= edge && !whole
          ? "end"
          : x > left && x < right && !whole
            ? "move"
            : "new";
    element.setPointerCapture(event.pointerId);
    const onMove = (e: globalThis.PointerEvent): void => {
      const to = at(e);
      if (grip === "new" && Math.abs(to - from) * width < total * 4) return;
      onView(
        grip === "start"
          ? between(to, view.end, total)
          : grip === "end"
            ? between(view.start, to, total)
            : grip === "move"
              ? panBy(view, to - from, total)
              : between(from, to, total),
      );
    };
    const onUp = (): void => {
      element.removeEventListener("pointermove", onMove);
      element.removeEventListener("pointerup", onUp);
      element.removeEventListener("pointercancel", onUp);
    };
    element.addEventListener("pointermove", onMove);
    element.addEventListener("pointerup", onUp);
    element.addEventListener("pointercancel", onUp);
  };

  return (
    <div className="wf-mini">
      <div
        className="plate"
        onPointerDown={onPointerDown}
        onDoubleClick={() => onView({ start: 0, end: total })}
        title={whole ? "Drag to zoom" : "Double-click shows everything"}
      >
        <canvas ref={canvas} aria-hidden="true" />
        <i className="veil" style={{ left: 0, width: left }} />
        <i className="veil" style={{ left: right, right: 0 }} />
        <i className={`win ${whole ? "whole" : ""}`} style={{ left, width: Math.max(4, right - left) }} />
      </div>
    </div>
  );
}
