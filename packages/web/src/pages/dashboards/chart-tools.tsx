// The tools of one chart while its dashboard is edited: a handle to drag it or to move it by keys, and a button for each change.
import { useRef, type JSX, type KeyboardEvent, type PointerEvent } from "react";

import { gap, rowHeight } from "../../lib/grid-layout.ts";
import { classes } from "../../ui/classes.ts";
import { Icon, type IconName } from "../../ui/icons.tsx";
import { ui } from "../../ui/styles.ts";
import { chartType } from "./drop-target.tsx";
import css from "./one.module.css";

export interface ChartToolsProps {
  readonly title: string;
  readonly at: number;
  readonly onMove: (from: number, to: number) => void;
  readonly onResize: (by: { readonly columns?: number; readonly rows?: number }) => void;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
}

const sizes: Readonly<Record<string, { readonly columns?: number; readonly rows?: number }>> = {
  ArrowLeft: { columns: -1 },
  ArrowRight: { columns: 1 },
  ArrowUp: { rows: -1 },
  ArrowDown: { rows: 1 },
};

export function ChartTools({ title, at, onMove, onResize, onEdit, onRemove }: ChartToolsProps): JSX.Element {
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const size = sizes[event.key];
    if (size === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.shiftKey) onResize(size);
    else if (size.columns !== undefined) {
      onMove(at, at + size.columns);
      // The handle of the moved chart is at its new place.
      const list = event.currentTarget.closest("ul");
      requestAnimationFrame(() =>
        list?.querySelectorAll<HTMLElement>("[data-handle]")[Math.max(0, at + (size.columns ?? 0))]?.focus(),
      );
    }
  };
  const tool = (icon: IconName, label: string, act: () => void): JSX.Element => (
    <button
      type="button"
      className={ui.button["icon"]}
      aria-label={`${label} ${title}`}
      title={label}
      onClick={act}
    >
      <Icon name={icon} />
    </button>
  );
  return (
    <div className={css["tools"]}>
      <button
        type="button"
        data-handle=""
        draggable
        className={classes(ui.button["icon"], css["handle"])}
        aria-label={`Move or resize ${title}`}
        title="Drag to move; arrow keys move, with Shift they resize"
        onDragStart={(event) => event.dataTransfer.setData(chartType, String(at))}
        onKeyDown={onKeyDown}
      >
        <Icon name="grip" />
      </button>
      {tool("left", "Move earlier", () => onMove(at, at - 1))}
      {tool("right", "Move later", () => onMove(at, at + 1))}
      {tool("settings", "Edit", onEdit)}
      {tool("close", "Remove", onRemove)}
      <ResizeGrip onResize={onResize} />
    </div>
  );
}

/** The corner of a chart: dragged, it changes the size by whole columns and rows. Keys do the same at the handle. */
function ResizeGrip({ onResize }: Pick<ChartToolsProps, "onResize">): JSX.Element {
  const start = useRef<{ x: number; y: number; column: number }>(undefined);
  const onPointerMove = (event: PointerEvent<HTMLElement>): void => {
    const from = start.current;
    if (from === undefined) return;
    const columns = Math.round((event.clientX - from.x) / from.column);
    const rows = Math.round((event.clientY - from.y) / (rowHeight + gap));
    if (columns === 0 && rows === 0) return;
    start.current = {
      ...from,
      x: from.x + columns * from.column,
      y: from.y + rows * (rowHeight + gap),
    };
    onResize({ columns, rows });
  };
  return (
    <i
      className={css["grip"]}
      title="Drag to resize"
      aria-hidden="true"
      onPointerDown={(event) => {
        event.preventDefault();
        event.currentTarget.setPointerCapture(event.pointerId);
        const width = event.currentTarget.closest("ul")?.clientWidth ?? 0;
        start.current = { x: event.clientX, y: event.clientY, column: Math.max(1, width / 12) };
      }}
      onPointerMove={onPointerMove}
      onPointerUp={() => {
        start.current = undefined;
      }}
    />
  );
}
