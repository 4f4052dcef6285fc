// The waterfall: names and durations as a tree grid, the lane on one canvas that moves with them. Both hold only the rows
// around the screen.
import {
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type JSX,
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
} from "react";

import { prepareCanvas } from "../../draw/canvas.ts";
import { hitTest, type Hit } from "../../draw/hit.ts";
import { drawLane } from "../../draw/lane.ts";
import { rowAt, rowTops } from "../../draw/row-layout.ts";
import type { TimeView } from "../../draw/time-view.ts";
import { spanKey, type TraceRow } from "../../draw/trace-rows.ts";
import type { SpanNode } from "../../draw/trace-tree.ts";
import { LaneTip } from "./lane-tip.tsx";
import type { TraceModel } from "./trace-model.ts";
import type { Geometry } from "./use-geometry.ts";
import { usePalette } from "./use-palette.ts";
import { useWheelZoom } from "./use-wheel-zoom.ts";
import { useRowWindow } from "./use-row-window.ts";
import type { TraceRows } from "./use-trace-rows.ts";
import { WaterfallRow, rowId } from "./waterfall-row.tsx";

export interface WaterfallProps {
  readonly model: TraceModel;
  readonly rows: TraceRows;
  readonly geometry: Geometry;
  readonly view: TimeView;
  readonly onView: (view: TimeView) => void;
  readonly selected: SpanNode | undefined;
  readonly onSelect: (node: SpanNode) => void;
  readonly matches: ReadonlySet<SpanNode> | null;
  readonly showPath: boolean;
}

/** Half a diamond. */
const bleed = 6;

interface Pointed {
  readonly hit: Hit;
  readonly x: number;
  readonly y: number;
}

export function Waterfall(props: WaterfallProps): JSX.Element {
  const { model, rows, geometry, view, onView, selected, onSelect, matches, showPath } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [pointed, setPointed] = useState<Pointed | null>(null);
  const palette = usePalette();
  const { metrics, laneLeft, laneWidth } = geometry;
  const tops = useMemo(() => rowTops(rows.rows, metrics), [rows.rows, metrics]);
  const seen = useRowWindow(scroller, tops);
  const total = tops[rows.rows.length] ?? 0;
  const top = tops[seen.first] ?? 0;
  const height = Math.max((tops[seen.last] ?? 0) - top, 1);

  useLayoutEffect(() => {
    // Grid lines go on below a short list.
    const shown = geometry.narrow ? 0 : (scroller.current?.clientHeight ?? 0) - 8;
    const tall = total < shown ? shown : height;
    const pen =
      canvas.current === null || laneWidth <= 0
        ? null
        : prepareCanvas(canvas.current, laneWidth, tall, bleed);
    if (pen === null) return;
    const { originNs } = model.tree;
    drawLane(pen, {
      rows: rows.rows,
      tops,
      window: seen,
      metrics,
      view,
      width: laneWidth,
      height: tall,
      originNs,
      path: model.path,
      showPath,
      showGrid: !geometry.narrow,
      palette,
    });
  }, [
    model,
    rows.rows,
    tops,
    seen,
    metrics,
    view,
    laneWidth,
    height,
    total,
    showPath,
    geometry.narrow,
    palette,
  ]);

  const selectedIndex = selected === undefined ? undefined : rows.indexOf.get(spanKey(selected));
  useLayoutEffect(() => {
    if (scroller.current !== null && selectedIndex !== undefined) {
      bringIntoView(
        scroller.current,
        tops[selectedIndex] ?? 0,
        tops[selectedIndex + 1] ?? 0,
        geometry.narrow,
      );
    }
  }, [selectedIndex, tops, geometry.narrow]);

  useWheelZoom(scroller, geometry, view, model.tree.durationMs, onView);

  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const x = event.clientX - box.left - laneLeft;
    const row = rows.rows[rowAt(tops, event.clientY - box.top)];
    const hit = row === undefined || x < -4 ? null : hitTest(row, x, view, laneWidth, model.tree.originNs);
    setPointed(hit === null ? null : { hit, x: event.clientX, y: event.clientY });
  };
  const onClick = (event: MouseEvent<HTMLDivElement>): void => {
    const contentTop = content.current?.getBoundingClientRect().top ?? 0;
    const row = rows.rows[rowAt(tops, event.clientY - contentTop)];
    if (row?.kind === "group") rows.toggle(row.key);
    else if (row !== undefined && row.kind !== "missing" && row.node !== null) onSelect(row.node);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || selected === undefined) return;
    event.preventDefault();
    rows.toggle(spanKey(selected));
  };

  return (
    <div
      ref={scroller}
      className="wf-rows"
      role="treegrid"
      tabIndex={0}
      aria-label="Spans of the trace"
      aria-rowcount={rows.rows.length}
      aria-activedescendant={selectedIndex === undefined ? undefined : rowId(spanKey(selected!))}
      onPointerLeave={() => setPointed(null)}
      onClick={onClick}
      onKeyDown={onKeyDown}
    >
      <div
        className="wf-content"
        role="rowgroup"
        ref={content}
        style={{ height: total }}
        onPointerMove={onPointerMove}
      >
        {rows.rows.slice(seen.first, seen.last).map((row, i) => (
          <WaterfallRow
            key={row.key}
            row={row}
            index={seen.first + i}
            top={tops[seen.first + i]!}
            geometry={geometry}
            selected={selectedIndex === seen.first + i}
            dimmed={isDimmed(row, matches)}
            business={row.kind === "span" && model.businessBySpan.has(row.node.span.spanId)}
            onToggle={rows.toggle}
          />
        ))}
        <canvas ref={canvas} className="wf-lane" style={{ left: laneLeft - bleed, top }} aria-hidden="true" />
      </div>
      {pointed !== null && (
        <LaneTip hit={pointed.hit} x={pointed.x} y={pointed.y} originNs={model.tree.originNs} />
      )}
    </div>
  );
}

function isDimmed(row: TraceRow, matches: ReadonlySet<SpanNode> | null): boolean {
  if (matches === null) return false;
  return row.kind === "span"
    ? !matches.has(row.node)
    : row.kind === "group"
      ? !row.nodes.some((node) => matches.has(node))
      : true;
}

/** Scrolls no further than needed, and only when the row is not wholly seen. */
function bringIntoView(scroller: HTMLElement, top: number, bottom: number, pageScrolls: boolean): void {
  if (pageScrolls) {
    const at = scroller.getBoundingClientRect().top + top;
    if (at < 60 || at > innerHeight * 0.4) scrollBy({ top: at - innerHeight * 0.25 });
    return;
  }
  const { scrollTop, clientHeight } = scroller;
  if (top < scrollTop) scroller.scrollTop = Math.max(0, top - 56);
  else if (bottom > scrollTop + clientHeight) scroller.scrollTop = bottom - clientHeight + 56;
}
