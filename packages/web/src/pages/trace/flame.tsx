// The flame graph over time, and below it the time by operation. Same window, selection and find as the waterfall.
import { useEffect, useLayoutEffect, useMemo, useRef, useState, type JSX, type MouseEvent } from "react";

import { prepareCanvas } from "../../draw/canvas.ts";
import { layoutFlame } from "../../draw/flame-layout.ts";
import { drawFlame, flameAt, flameLine } from "../../draw/flame.ts";
import { panBy, zoomAt, type TimeView } from "../../draw/time-view.ts";
import type { SpanNode } from "../../draw/trace-tree.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { Axis, flatWidth } from "./axis.tsx";
import { LaneTip } from "./lane-tip.tsx";
import { OperationTable } from "./operation-table.tsx";
import type { TraceModel } from "./trace-model.ts";
import type { Geometry } from "./use-geometry.ts";
import { usePalette } from "./use-palette.ts";

export interface FlameProps {
  readonly model: TraceModel;
  readonly geometry: Geometry;
  readonly view: TimeView;
  readonly onView: (view: TimeView) => void;
  readonly selected: SpanNode | undefined;
  readonly onSelect: (node: SpanNode) => void;
  readonly matches: ReadonlySet<SpanNode> | null;
}

export function Flame({
  model,
  geometry,
  view,
  onView,
  selected,
  onSelect,
  matches,
}: FlameProps): JSX.Element {
  const canvas = useRef<HTMLCanvasElement>(null);
  const palette = usePalette();
  const [pointed, setPointed] = useState<{
    readonly node: SpanNode;
    readonly x: number;
    readonly y: number;
  } | null>(null);
  const { nodes, originNs, durationMs } = model.tree;
  const layout = useMemo(() => layoutFlame(nodes), [nodes]);
  const width = flatWidth(geometry);
  const height = layout.lineCount * flameLine + 8;

  useLayoutEffect(() => {
    const pen = canvas.current === null || width <= 0 ? null : prepareCanvas(canvas.current, width, height);
    if (pen === null) return;
    const font = `12px ${getComputedStyle(document.body).fontFamily}`;
    drawFlame(pen, {
      nodes,
      layout,
      view,
      width,
      height,
      selected,
      matches,
      palette,
      font,
      duration: formatDuration,
    });
  }, [nodes, layout, view, width, height, selected, matches, palette]);

  useEffect(() => {
    const element = canvas.current;
    if (element === null) return undefined;
    const onWheel = (event: WheelEvent): void => {
      const length = view.end - view.start;
      const x = event.clientX - element.getBoundingClientRect().left;
      if (event.ctrlKey || event.metaKey)
        onView(zoomAt(view, Math.exp(event.deltaY * 0.004), view.start + (x / width) * length, durationMs));
      else if (Math.abs(event.deltaX) > Math.abs(event.deltaY))
        onView(panBy(view, (event.deltaX / width) * length, durationMs));
      else return;
      event.preventDefault();
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [view, onView, width, durationMs]);

  const at = (event: MouseEvent<HTMLCanvasElement>): SpanNode | null => {
    const box = event.currentTarget.getBoundingClientRect();
    return flameAt(nodes, layout, view, width, event.clientX - box.left, event.clientY - box.top);
  };
  return (
    <>
      <Axis geometry={geometry} view={view} flat />
      <div className="wf-flame">
        <canvas
          ref={canvas}
          role="img"
          aria-label="Flame graph; the table below and the waterfall hold the same spans"
          onMouseMove={(event) => {
            const node = at(event);
            setPointed(node === null ? null : { node, x: event.clientX, y: event.clientY });
          }}
          onMouseLeave={() => setPointed(null)}
          onClick={(event) => {
            const node = at(event);
            if (node !== null) onSelect(node);
          }}
          onDoubleClick={(event) => {
            const node = at(event);
            onView(
              node === null
                ? { start: 0, end: durationMs }
                : { start: node.start, end: Math.max(node.end, node.start + 0.001) },
            );
          }}
        />
        <OperationTable model={model} onSelect={onSelect} />
      </div>
      {pointed !== null && (
        <LaneTip hit={{ kind: "bar", node: pointed.node }} x={pointed.x} y={pointed.y} originNs={originNs} />
      )}
    </>
  );
}
