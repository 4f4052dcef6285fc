import { Table } from "@mantine/core";
import type { JSX } from "react";
import { classes } from "./classes.ts";
import css from "./skeleton.module.css";
import { ui } from "./styles.ts";

const widths = [120, 84, 52, 96, 60, 142, 44, 72];

/** A column: its heading, and the class that it has in the real table. */
export type SkeletonColumn = string | readonly [name: string, className: string | undefined];

/** Grey bars in the columns of the real table, for its first load. `className` is the real table's. */
export function SkeletonTable({
  head,
  rows = 6,
  className,
}: {
  readonly head: readonly SkeletonColumn[];
  readonly rows?: number;
  readonly className?: string | undefined;
}): JSX.Element {
  const columns = head.map((column) => (typeof column === "string" ? ([column, ""] as const) : column));
  return (
    <div className={css["table"]} aria-hidden="true">
      <Table className={classes(ui.table["still"], css["skeleton"], className)}>
        <Table.Thead>
          <Table.Tr>
            {columns.map(([name, column]) => (
              <Table.Th key={name} className={column}>
                {name}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {Array.from({ length: rows }, (_, row) => (
            <Table.Tr key={row}>
              {columns.map(([name, column], at) => (
                <Table.Td key={name} className={column}>
                  <i style={{ width: widths[(row * 3 + at) % widths.length] }} />
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

/** A bar of `width` px in the place of one value of a row that is there. */
export function SkeletonBar({ width }: { readonly width: number }): JSX.Element {
  return <span className={css["bar"]} aria-hidden="true" style={{ width }} />;
}

/** A placeholder for a chart of `height` px. */
export function SkeletonBlock({ height }: { readonly height: number }): JSX.Element {
  return (
    <div className={classes(css["skeleton"], css["block"])} aria-hidden="true" style={{ height }}>
      <i />
    </div>
  );
}
