// The counts of a heatmap as a table, for everybody who cannot or does not want to read the picture: each cell selects its region.
import type { JSX, ReactNode } from "react";

import {
  type CellPosition,
  type HeatmapCell,
  type HeatmapGrid,
  type HeatmapRegion,
  layoutHeatmap,
  regionOf,
} from "../../draw/heatmap-layout.ts";
import { formatCount } from "../../lib/format.ts";
import { none } from "../../lib/locale.ts";
import { exactTime, formatTime } from "../../lib/time.ts";
import type { Column } from "../list/column.ts";
import { List } from "../list/list.tsx";
import { StatusMark } from "../status.tsx";
import { ui } from "../styles.ts";
import { durationsOf } from "./heatmap-tip.tsx";
import css from "./heatmap.module.css";

export interface HeatmapTableProps {
  readonly grid: HeatmapGrid;
  readonly label: string;
  readonly onRegion: (region: HeatmapRegion) => void;
}

const maxColumns = 10;
const maxRows = 12;

/** Slowest first; neighbouring cells of the picture are added up. */
export function HeatmapTable({ grid, label, onRegion }: HeatmapTableProps): ReactNode {
  const layout = layoutHeatmap(grid, maxColumns, maxRows);
  const cells = new Map(layout.cells.map((cell) => [keyOf(cell), cell]));
  const rows = Array.from({ length: layout.rows }, (_, at) => layout.rows - 1 - at);
  const regionAt = (cell: CellPosition): HeatmapRegion => regionOf(layout, { from: cell, to: cell });
  const columns = Array.from({ length: layout.columns }, (_, column): Column<number> => ({
    id: String(column),
    label: formatTime(regionAt({ column, row: 0 }).fromMs),
    isFigure: true,
    hasLink: true,
    cell: (row) => countOf(cells.get(keyOf({ column, row })), (cell) => onRegion(regionAt(cell))),
    csv: {
      [exactTime(regionAt({ column, row: 0 }).fromMs)]: (row) =>
        cells.get(keyOf({ column, row }))?.count ?? 0,
    },
  }));
  const durations: Column<number> = {
    label: "Duration",
    isRowHeading: true,
    cell: (row) => durationsOf(regionAt({ column: 0, row })),
    csv: {
      "From (ms)": (row) => regionAt({ column: 0, row }).minMs,
      "To (ms)": (row) => regionAt({ column: 0, row }).maxMs,
    },
  };
  return (
    <List
      label={label}
      className={css["table"]}
      columns={[durations, ...columns]}
      rows={rows}
      keyOf={String}
    />
  );
}

function countOf(cell: HeatmapCell | undefined, onSelect: (cell: HeatmapCell) => void): JSX.Element {
  if (cell === undefined) return <span className={ui.text["dim"]}>{none}</span>;
  const { count, errors } = cell;
  return (
    <button
      type="button"
      className={ui.text["link"]}
      title={errors > 0 ? `${errors} in error` : "Select this region"}
      onClick={() => onSelect(cell)}
    >
      {errors > 0 && <StatusMark kind="error" size={10} />}
      {formatCount(count)}
      {errors > 0 && <span className={ui.text["sr"]}>, {errors} in error</span>}
    </button>
  );
}

function keyOf({ column, row }: CellPosition): string {
  return `${column} ${row}`;
}
