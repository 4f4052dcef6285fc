// The waterfall: names and durations as a tree grid, and behind them the lane on one canvas. Both hold only the rows around the screen.
import { useRef, useState, type JSX, type KeyboardEvent, type MouseEvent, type PointerEvent } from "react";

import { hitTest, type Hit } from "../../draw/hit.ts";
import { rowAt } from "../../draw/row-layout.ts";
import type { TimeView } from "../../draw/time-view.ts";
import { spanKey, type TraceRow } from "../../draw/trace-rows.ts";
import type { SpanNode } from "../../draw/trace-tree.ts";
import { LaneTip } from "./lane-tip.tsx";
import { bleed, useLaneDrawing, type LaneContent } from "./use-lane-drawing.ts";
import { useRowLayout, type RowLayout } from "./use-row-layout.ts";
import { useScrollToRow } from "./use-scroll-to-row.ts";
import { useWheelZoom } from "./use-wheel-zoom.ts";
import css from "./waterfall.module.css";
import { WaterfallRow, rowId } from "./waterfall-row.tsx";

export interface WaterfallProps extends LaneContent {
  readonly onView: (view: TimeView) => void;
  readonly selected: SpanNode | undefined;
  readonly onSelect: (node: SpanNode) => void;
  readonly matches: ReadonlySet<SpanNode> | null;
}

interface Pointed {
  readonly hit: Hit;
  readonly x: number;
  readonly y: number;
}

export function Waterfall(props: WaterfallProps): JSX.Element {
  const { model, rows, geometry, view, onView, selected } = props;
  const { originNs, durationMs } = model.tree;
  const { laneLeft: left, laneWidth: width } = geometry;
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [pointed, setPointed] = useState<Pointed | null>(null);
  const layout = useRowLayout(scroller, rows.rows, geometry.metrics);
  const selectedKey = selected === undefined ? undefined : spanKey(selected);
  const selectedIndex = selectedKey === undefined ? undefined : rows.indexOf.get(selectedKey);
  useLaneDrawing(canvas, scroller, layout, props);
  useScrollToRow(scroller, layout.tops, selectedIndex, geometry.narrow);
  useWheelZoom(scroller, { left, width }, view, durationMs, onView);

  const onPointerMove = (event: PointerEvent<HTMLDivElement>): void => {
    const x = event.clientX - event.currentTarget.getBoundingClientRect().left - left;
    const row = rowUnder(event, event.currentTarget, rows.rows, layout);
    const hit = row === undefined || x < -4 ? null : hitTest(row, x, view, width, originNs);
    setPointed(hit === null ? null : { hit, x: event.clientX, y: event.clientY });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key !== "Enter" || selectedKey === undefined) return;
    event.preventDefault();
    rows.toggle(selectedKey);
  };

  return (
    <div
      ref={scroller}
      className={css["scroller"]}
      role="treegrid"
      tabIndex={0}
      aria-label="Spans of the trace"
      aria-rowcount={rows.rows.length}
      aria-activedescendant={selectedIndex === undefined ? undefined : rowId(selectedKey!)}
      onPointerLeave={() => setPointed(null)}
      onClick={(event) => open(rowUnder(event, content.current, rows.rows, layout), props)}
      onKeyDown={onKeyDown}
    >
      <div
        ref={content}
        className={css["content"]}
        role="rowgroup"
        style={{ height: layout.total }}
        onPointerMove={onPointerMove}
      >
        <Rows {...props} layout={layout} selectedIndex={selectedIndex} />
        <canvas
          ref={canvas}
          className={css["lane"]}
          style={{ left: left - bleed, top: layout.windowTop }}
          aria-hidden="true"
        />
      </div>
      {pointed !== null && <LaneTip hit={pointed.hit} x={pointed.x} y={pointed.y} originNs={originNs} />}
    </div>
  );
}

interface RowsProps extends WaterfallProps {
  readonly layout: RowLayout;
  readonly selectedIndex: number | undefined;
}

function Rows({ layout, rows, geometry, model, matches, selectedIndex }: RowsProps): readonly JSX.Element[] {
  const { first, last } = layout.window;
  return rows.rows
    .slice(first, last)
    .map((row, i) => (
      <WaterfallRow
        key={row.key}
        row={row}
        index={first + i}
        top={layout.tops[first + i]!}
        geometry={geometry}
        selected={selectedIndex === first + i}
        dimmed={isDimmed(row, matches)}
        business={row.kind === "span" && model.businessBySpan.has(row.node.span.spanId)}
        onToggle={rows.toggle}
      />
    ));
}

/** The row under the pointer; `content` is the element around all rows. */
function rowUnder(
  { clientY }: MouseEvent,
  content: HTMLElement | null,
  rows: readonly TraceRow[],
  { tops }: RowLayout,
): TraceRow | undefined {
  return rows[rowAt(tops, clientY - (content?.getBoundingClientRect().top ?? 0))];
}

/** Unfolds a group; selects the span of any other row that has one. */
function open(row: TraceRow | undefined, { rows, onSelect }: WaterfallProps): void {
  if (row === undefined || row.kind === "missing") return;
  if (row.kind === "group") rows.toggle(row.key);
  else if (row.node !== null) onSelect(row.node);
}

function isDimmed(row: TraceRow, matches: ReadonlySet<SpanNode> | null): boolean {
  if (matches === null) return false;
  if (row.kind === "span") return !matches.has(row.node);
  if (row.kind === "group") return !row.nodes.some((node) => matches.has(node));
  return true;
}
