// The pointer and the keys over a heatmap: the cell they are on, and the cells that a drag or `shift` + arrow keys select.
import { useState, type HTMLAttributes, type KeyboardEvent, type PointerEvent } from "react";

import {
  cellAt,
  type CellPosition,
  type CellRange,
  type HeatmapLayout,
  type HeatmapRegion,
  regionOf,
} from "../../draw/heatmap-layout.ts";

export interface Brush {
  /** The cell under the pointer, or the one that the arrow keys moved to. */
  readonly pointed: CellPosition | undefined;
  /** Cells that are being selected. */
  readonly selecting: CellRange | undefined;
  readonly handlers: Pick<
    HTMLAttributes<HTMLElement>,
    | "onPointerMove"
    | "onPointerLeave"
    | "onPointerDown"
    | "onPointerUp"
    | "onPointerCancel"
    | "onKeyDown"
    | "onBlur"
  >;
}

const arrows: Readonly<Record<string, readonly [columns: number, rows: number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** @param onRegion gets the region after a drag, a click or `↵`, and `undefined` after `esc`. */
export function useBrush(
  layout: HeatmapLayout,
  onRegion: (region: HeatmapRegion | undefined) => void,
): Brush {
  const [pointed, setPointed] = useState<CellPosition | undefined>(undefined);
  const [start, setStart] = useState<CellPosition | undefined>(undefined);
  const selecting = start === undefined || pointed === undefined ? undefined : { from: start, to: pointed };
  const reset = (): void => {
    setPointed(undefined);
    setStart(undefined);
  };
  const finish = (range: CellRange | undefined): void => {
    setStart(undefined);
    if (range !== undefined) onRegion(regionOf(layout, range));
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>): void => {
    const arrow = arrows[event.key];
    if (arrow !== undefined) {
      const from = pointed ?? { column: layout.columns - 1, row: 0 };
      setStart(event.shiftKey ? (start ?? from) : undefined);
      setPointed(pointed === undefined ? from : moved(from, arrow, layout));
    } else if (event.key === "Enter" && pointed !== undefined)
      finish(selecting ?? { from: pointed, to: pointed });
    else if (event.key === "Escape") {
      reset();
      onRegion(undefined);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return {
    pointed,
    selecting,
    handlers: {
      onPointerMove: (event) => setPointed(cellUnder(event, layout)),
      onPointerLeave: () => {
        if (start === undefined) setPointed(undefined);
      },
      onPointerDown: (event) => {
        if (event.button !== 0) return;
        event.currentTarget.setPointerCapture(event.pointerId);
        const cell = cellUnder(event, layout);
        setPointed(cell);
        setStart(cell);
      },
      onPointerUp: (event) => {
        // Not `pointed`: the last move may not be rendered yet.
        if (start !== undefined) finish({ from: start, to: cellUnder(event, layout) });
      },
      onPointerCancel: reset,
      onBlur: reset,
      onKeyDown,
    },
  };
}

function cellUnder(event: PointerEvent<HTMLElement>, layout: HeatmapLayout): CellPosition {
  const box = event.currentTarget.getBoundingClientRect();
  return cellAt(
    layout,
    (event.clientX - box.left) / (box.width || 1),
    1 - (event.clientY - box.top) / (box.height || 1),
  );
}

function moved(
  { column, row }: CellPosition,
  [columns, rows]: readonly [number, number],
  layout: HeatmapLayout,
): CellPosition {
  return {
    column: Math.min(layout.columns - 1, Math.max(0, column + columns)),
    row: Math.min(layout.rows - 1, Math.max(0, row + rows)),
  };
}
