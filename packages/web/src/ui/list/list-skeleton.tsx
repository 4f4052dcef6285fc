// A list before its first answer: its headings, and grey bars in its columns.
import type { JSX } from "react";

import { classes } from "../classes.ts";
import { ui } from "../styles.ts";
import { type Column, columnClass } from "./column.ts";
import { ListHead } from "./list-head.tsx";

const widths = [120, 84, 52, 96, 60, 142, 44, 72];

export interface ListSkeletonProps<Row, Sort extends string> {
  readonly columns: readonly Column<Row, Sort>[];
  readonly rows?: number;
  /** Of the list. */
  readonly className?: string | undefined;
}

export function ListSkeleton<Row, Sort extends string = never>({
  columns,
  rows = 6,
  className,
}: ListSkeletonProps<Row, Sort>): JSX.Element {
  return (
    <div className={ui.skeleton["table"]} aria-hidden="true">
      <table className={classes(ui.table["still"], ui.skeleton["skeleton"], className)}>
        <ListHead columns={columns} />
        <tbody>
          {Array.from({ length: rows }, (_, row) => (
            <tr key={row}>
              {columns.map((column, at) => (
                <td key={column.label} className={columnClass(column)}>
                  <i style={{ width: widths[(row * 3 + at) % widths.length] }} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
