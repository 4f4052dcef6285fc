// The flame graph over time, and below it the time by operation. Same window, selection and find as the waterfall.
import { useMemo, useRef, useState, type JSX, type MouseEvent } from "react";

import { layoutFlame } from "../../draw/flame-layout.ts";
import { flameAt } from "../../draw/flame.ts";
import type { TimeView } from "../../draw/time-view.ts";
import type { SpanNode } from "../../draw/trace-tree.ts";
import { Axis, flatWidth } from "./axis.tsx";
import css from "./flame.module.css";
import { LaneTip } from "./lane-tip.tsx";
import { OperationTable } from "./operation-table.tsx";
import type { TraceModel } from "./trace-model.ts";
import { useFlameDrawing } from "../../ui/use-flame-drawing.ts";
import type { Geometry } from "./use-geometry.ts";
import { useWheelZoom } from "./use-wheel-zoom.ts";

export interface FlameProps {
  readonly model: TraceModel;
  readonly geometry: Geometry;
  readonly view: TimeView;
  readonly onView: (view: TimeView) => void;
  readonly selected: SpanNode | undefined;
  readonly onSelect: (node: SpanNode) => void;
  readonly matches: ReadonlySet<SpanNode> | null;
}

interface Pointed {
  readonly node: SpanNode;
  readonly x: number;
  readonly y: number;
}

export function Flame(props: FlameProps): JSX.Element {
  const { model, geometry, view, onView, selected, onSelect, matches } = props;
  const canvas = useRef<HTMLCanvasElement>(null);
  const [pointed, setPointed] = useState<Pointed | null>(null);
  const { nodes, originNs, durationMs } = model.tree;
  const layout = useMemo(() => layoutFlame(nodes), [nodes]);
  const width = flatWidth(geometry);
  useFlameDrawing(canvas, { nodes, layout, view, width, selected, matches });
  useWheelZoom(canvas, { left: 0, width }, view, durationMs, onView);

  const nodeUnder = (event: MouseEvent<HTMLCanvasElement>): SpanNode | null => {
    const box = event.currentTarget.getBoundingClientRect();
    return flameAt({ nodes, layout, view, width }, event.clientX - box.left, event.clientY - box.top);
  };
  return (
    <>
      <Axis geometry={geometry} view={view} flat />
      <div className={css["flame"]}>
        <canvas
          ref={canvas}
          role="img"
          aria-label="Flame graph; the table below and the waterfall hold the same spans"
          onMouseMove={(event) => {
            const node = nodeUnder(event);
            setPointed(node === null ? null : { node, x: event.clientX, y: event.clientY });
          }}
          onMouseLeave={() => setPointed(null)}
          onClick={(event) => {
            const node = nodeUnder(event);
            if (node !== null) onSelect(node);
          }}
          onDoubleClick={(event) => onView(viewOf(nodeUnder(event), durationMs))}
        />
        <OperationTable model={model} onSelect={onSelect} />
      </div>
      {pointed !== null && (
        <LaneTip hit={{ kind: "bar", node: pointed.node }} x={pointed.x} y={pointed.y} originNs={originNs} />
      )}
    </>
  );
}

/** The time of a span, or without one all of the trace. */
function viewOf(node: SpanNode | null, durationMs: number): TimeView {
  if (node === null) return { start: 0, end: durationMs };
  return { start: node.start, end: Math.max(node.end, node.start + 0.001) };
}
