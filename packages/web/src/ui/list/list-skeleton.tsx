// A list before its first answer: its headings, and grey bars in its columns.
import type { JSX } from "react";

import { classes } from "../classes.ts";
import { ui } from "../styles.ts";
import { columnClass, type Heading } from "./column.ts";
import { ListHead } from "./list-head.tsx";

const widths = [120, 84, 52, 96, 60, 142, 44, 72];

export interface ListSkeletonProps {
  readonly columns: readonly Heading[];
  readonly rows?: number;
  /** Of the list. */
  readonly className?: string | undefined;
}

export function ListSkeleton({ columns, rows = 6, className }: ListSkeletonProps): JSX.Element {
  return (
    <div className={ui.skeleton["table"]} aria-hidden="true">
      <table className={classes(ui.table["still"], ui.skeleton["skeleton"], className)}>
        <ListHead columns={columns} />
        <tbody>
          {Array.from({ length: rows }, (_, row) => (
            <tr key={row}>
              {columns.map((column, at) => (
                <td key={column.id ?? column.label} className={columnClass(column)}>
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
