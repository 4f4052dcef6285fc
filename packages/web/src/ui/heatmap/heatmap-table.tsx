// The counts of a heatmap as a table, for everybody who cannot or does not want to read the picture: each cell selects its region.
import { Table } from "@mantine/core";
import type { JSX } from "react";

import {
  type CellPosition,
  type HeatmapGrid,
  type HeatmapRegion,
  layoutHeatmap,
  regionOf,
} from "../../draw/heatmap-layout.ts";
import { formatCount } from "../../lib/format.ts";
import { none } from "../../lib/locale.ts";
import { formatTime } from "../../lib/time.ts";
import { classes } from "../classes.ts";
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
export function HeatmapTable({ grid, label, onRegion }: HeatmapTableProps): JSX.Element {
  const layout = layoutHeatmap(grid, maxColumns, maxRows);
  const cells = new Map(layout.cells.map((cell) => [keyOf(cell), cell]));
  const columns = Array.from({ length: layout.columns }, (_, column) => column);
  const rows = Array.from({ length: layout.rows }, (_, at) => layout.rows - 1 - at);
  const regionAt = (cell: CellPosition): HeatmapRegion => regionOf(layout, { from: cell, to: cell });
  return (
    <div className={css["tableScroller"]}>
      <Table aria-label={label} className={classes(ui.table["table"], css["table"])}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Duration</Table.Th>
            {columns.map((column) => (
              <Table.Th key={column} className={ui.table["num"]}>
                {formatTime(regionAt({ column, row: 0 }).fromMs)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <Table.Tr key={row}>
              <Table.Th scope="row">{durationsOf(regionAt({ column: 0, row }))}</Table.Th>
              {columns.map((column) => {
                const cell = cells.get(keyOf({ column, row }));
                return (
                  <Table.Td key={column} className={ui.table["num"]}>
                    {cell === undefined ? (
                      <span className={ui.text["dim"]}>{none}</span>
                    ) : (
                      <button
                        type="button"
                        className={ui.text["link"]}
                        title={cell.errors > 0 ? `${cell.errors} in error` : "Select this region"}
                        onClick={() => onRegion(regionAt(cell))}
                      >
                        {cell.errors > 0 && <StatusMark kind="error" size={10} />} {formatCount(cell.count)}
                        {cell.errors > 0 && <span className={ui.text["sr"]}>, {cell.errors} in error</span>}
                      </button>
                    )}
                  </Table.Td>
                );
              })}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function keyOf({ column, row }: CellPosition): string {
  return `${column} ${row}`;
}
