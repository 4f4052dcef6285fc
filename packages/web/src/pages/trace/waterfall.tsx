// The waterfall: names and durations as a tree grid, the lane on one canvas that moves with them. Both hold only the rows
// around the screen.
import {
  useCallback,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
  type JSX,
  type PointerEvent,
} from "react";

import { prepareCanvas } from "../../draw/canvas.ts";
import { hitTest, type Hit } from "../../draw/hit.ts";
import { drawLane } from "../../draw/lane.ts";
import { rowAt, rowTops } from "../../draw/row-layout.ts";
import { panBy, zoomAt, type TimeView } from "../../draw/time-view.ts";
import { spanKey, type TraceRow } from "../../draw/trace-rows.ts";
import type { SpanNode } from "../../draw/trace-tree.ts";
import { LaneTip } from "./lane-tip.tsx";
import type { TraceModel } from "./trace-model.ts";
import type { Geometry } from "./use-geometry.ts";
import { usePalette } from "./use-palette.ts";
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
  }, [selectedIndex, selected, tops, geometry.narrow]);

  useWheelZoom(scroller, geometry, view, model.tree.durationMs, onView);

  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const x = event.clientX - box.left - laneLeft;
    const row = rows.rows[rowAt(tops, event.clientY - box.top)];
    const hit = row === undefined || x < -4 ? null : hitTest(row, x, view, laneWidth, model.tree.originNs);
    setPointed(hit === null ? null : { hit, x: event.clientX, y: event.clientY });
  };
  const activate = useCallback(
    (row: TraceRow) =>
      row.kind === "span"
        ? onSelect(row.node)
        : row.kind === "log" && row.node !== null
          ? onSelect(row.node)
          : row.kind === "group"
            ? rows.toggle(row.key)
            : undefined,
    [onSelect, rows],
  );

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
    >
      <div className="wf-content" style={{ height: total }} onPointerMove={onPointerMove}>
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
            onActivate={activate}
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

/** Ctrl or ⌘ and the wheel (and a pinch) zoom around the pointer; a sideways wheel moves along. */
function useWheelZoom(
  ref: { readonly current: HTMLElement | null },
  geometry: Geometry,
  view: TimeView,
  total: number,
  onView: (view: TimeView) => void,
): void {
  useEffect(() => {
    const element = ref.current;
    if (element === null) return undefined;
    const onWheel = (event: WheelEvent): void => {
      const { laneLeft, laneWidth } = geometry;
      const x = event.clientX - element.getBoundingClientRect().left - laneLeft;
      if (laneWidth <= 0 || x < 0) return;
      const length = view.end - view.start;
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        onView(zoomAt(view, Math.exp(event.deltaY * 0.004), view.start + (x / laneWidth) * length, total));
      } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        event.preventDefault();
        onView(panBy(view, (event.deltaX / laneWidth) * length, total));
      }
    };
    element.addEventListener("wheel", onWheel, { passive: false });
    return () => element.removeEventListener("wheel", onWheel);
  }, [ref, geometry, view, total, onView]);
}
