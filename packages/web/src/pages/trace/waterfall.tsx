// The waterfall: one canvas with the rows on the screen, and a tree grid of the same rows for screen readers, focus and tooltips.
import {
  memo,
  useRef,
  useState,
  type JSX,
  type KeyboardEvent,
  type MouseEvent,
  type PointerEvent,
} from "react";

import { hitTest, type Hit } from "../../draw/hit.ts";
import { rowAt } from "../../draw/row-layout.ts";
import type { TimeView } from "../../draw/time-view.ts";
import { spanKey, type TraceRow } from "../../draw/trace-rows.ts";
import type { SpanNode } from "../../draw/trace-tree.ts";
import { LaneTip } from "./lane-tip.tsx";
import { bleed, useLaneDrawing, type LaneContent, type RowContent } from "./use-lane-drawing.ts";
import { useRestingWindow } from "./use-resting-window.ts";
import { useRowContent } from "./use-row-content.ts";
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
  const { model, rows, geometry, view, onView, selected, matches } = props;
  const { durationMs } = model.tree;
  const { laneLeft: left, laneWidth: width, narrow } = geometry;
  const scroller = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const layout = useRowLayout(scroller, rows.rows, geometry.metrics);
  const labels = useRowContent(model, rows.rows, matches);
  const resting = useRestingWindow(layout.window, rows.rows, narrow);
  const selectedKey = selected === undefined ? undefined : spanKey(selected);
  const selectedAt = selectedKey === undefined ? -1 : rows.indexOf(selectedKey);
  const selectedIndex = selectedAt < 0 ? undefined : selectedAt;
  useLaneDrawing(canvas, scroller, layout, props, labels);
  useScrollToRow(scroller, layout.tops, selectedIndex, narrow);
  useWheelZoom(scroller, { left, width }, view, durationMs, onView);
  const pointer = usePointedMark(props, layout);

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
      onPointerLeave={pointer.onLeave}
      onClick={(event) => open(rowUnder(event, content.current, rows.rows, layout), props)}
      onKeyDown={onKeyDown}
    >
      <div
        ref={content}
        className={css["content"]}
        role="rowgroup"
        style={{ height: layout.total }}
        onPointerMove={pointer.onMove}
      >
        <Rows
          rows={rows}
          first={resting.first}
          last={resting.last}
          tops={layout.tops}
          geometry={geometry}
          labels={labels}
          selectedIndex={selectedIndex}
        />
        <canvas
          ref={canvas}
          className={css["lane"]}
          style={{ left: narrow ? left - bleed : 0, top: layout.windowTop }}
          aria-hidden="true"
        />
      </div>
      {pointer.tip}
    </div>
  );
}

interface LanePointer {
  onMove(event: PointerEvent<HTMLDivElement>): void;
  onLeave(): void;
  /** The tooltip of the mark under the pointer. */
  readonly tip: JSX.Element | null;
}

function usePointedMark(
  { model, rows, geometry, view, gapsOf }: WaterfallProps,
  layout: RowLayout,
): LanePointer {
  const { originNs } = model.tree;
  const { laneLeft, laneWidth } = geometry;
  const [pointed, setPointed] = useState<Pointed | null>(null);
  return {
    onMove(event) {
      const x = event.clientX - event.currentTarget.getBoundingClientRect().left - laneLeft;
      const row = rowUnder(event, event.currentTarget, rows.rows, layout);
      const hit = row === undefined || x < -4 ? null : hitTest(row, x, view, laneWidth, { originNs, gapsOf });
      setPointed(hit === null ? null : { hit, x: event.clientX, y: event.clientY });
    },
    onLeave: () => setPointed(null),
    tip: pointed === null ? null : <LaneTip {...pointed} originNs={originNs} />,
  };
}

interface RowsProps extends Pick<WaterfallProps, "rows" | "geometry"> {
  readonly first: number;
  readonly last: number;
  readonly tops: Float64Array;
  readonly labels: RowContent;
  readonly selectedIndex: number | undefined;
}

/** Untouched while time is zoomed, and while the list is scrolled. */
const Rows = memo(function Rows(props: RowsProps): readonly JSX.Element[] {
  const { rows, first, last, tops, geometry, labels, selectedIndex } = props;
  return rows.rows
    .slice(first, last)
    .map((row, i) => (
      <WaterfallRow
        key={row.key}
        row={row}
        label={labels.labelOf(first + i)}
        index={first + i}
        top={tops[first + i]!}
        geometry={geometry}
        selected={selectedIndex === first + i}
        dimmed={labels.isPale(first + i)}
        onToggle={rows.toggle}
      />
    ));
});

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
