// A list as a table, from its columns: the head, a row for each item, the empty state, sorting, and, where the list has further pages,
// rows that are loaded as they come near the screen.
import { Link, type LinkProps } from "@tanstack/react-router";
import type { JSX, ReactNode } from "react";

import { classes } from "../classes.ts";
import { scrollable } from "../scrollable.ts";
import { ui } from "../styles.ts";
import { useNarrow } from "../use-narrow.ts";
import { VirtualRows } from "../virtual-rows.tsx";
import { type Column, columnClass } from "./column.ts";
import { DetailRow, type Measured } from "./detail-row.tsx";
import { ListExport } from "./list-export.tsx";
import { ListHead, type Sorting } from "./list-head.tsx";
import type { MoreRows, RestRows } from "./more-rows.ts";

export interface ListProps<Row, Sort extends string> {
  /** What the table is called, for people who do not see it. */
  readonly label: string;
  readonly columns: readonly Column<Row, Sort>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row, index: number) => string;
  /** In the place of the table while there are no rows. */
  readonly empty?: ReactNode;
  readonly sorting?: Sorting<Sort>;
  /** Of a list with further pages. */
  readonly more?: MoreRows<Row>;
  /** The further pages of a list of which the page shows the first only: the file has them. */
  readonly rest?: RestRows<Row>;
  /** How many rows the page shows at first; the file has all. */
  readonly shown?: number | undefined;
  /** `truncated` of the answer: the file lacks these rows, and its menu says so. */
  readonly truncated?: number | boolean | undefined;
  /** Of `ListExport`. */
  readonly asking?: ReactNode;
  /** Px of a row, until it is measured. */
  readonly rowHeight?: number;
  /** Whether the row is what the page shows. */
  readonly isCurrent?: (row: Row) => boolean;
  /** The head stays while the rows scroll below it. The list itself does not scroll sideways then. */
  readonly hasStickyHead?: true;
  /** Rows whose group has the same key have its heading above them. */
  readonly groupOf?: (row: Row) => RowGroup;
  /** The row under the pointer. */
  readonly onHover?: (row: Row | undefined) => void;
  readonly rowClass?: (row: Row) => string | undefined;
  /** What follows a row that is open, over the whole width. */
  readonly renderDetail?: (row: Row) => ReactNode;
  /** The label of the `ListExport` whose file has these rows: several lists that are one. */
  readonly isSavedWith?: string;
  /** It does not depend on the range: its file is named by the time at which it was saved. */
  readonly isOfNow?: true;
  readonly className?: string | undefined;
}

export interface RowGroup {
  readonly key: string;
  readonly heading: ReactNode;
}

export function List<Row, Sort extends string = never>(props: ListProps<Row, Sort>): ReactNode {
  const { label, columns, rows, empty, sorting, hasStickyHead, className } = props;
  const isNarrow = useNarrow();
  if (rows.length === 0 && empty !== undefined) return empty;
  const leads = columns.some(({ link, hasLink }) => link !== undefined || hasLink === true);
  const table = (
    <table aria-label={label} className={classes(leads ? ui.table["table"] : ui.table["still"], className)}>
      <ListHead columns={columns} sorting={sorting} isSticky={hasStickyHead} />
      <Rows {...props} />
    </table>
  );
  return (
    <div>
      {hasStickyHead === true ? (
        table
      ) : (
        <div className={ui.screen["scrollX"]} {...(isNarrow && !leads ? scrollable : {})}>
          {table}
        </div>
      )}
      {props.isSavedWith === undefined && <ListExport {...props} more={props.more ?? props.rest} />}
    </div>
  );
}

function Rows<Row, Sort extends string>(props: ListProps<Row, Sort>): ReactNode {
  const { columns, keyOf, more, groupOf, shown, rowHeight = 32 } = props;
  const rows = shown === undefined ? props.rows : props.rows.slice(0, shown);
  const rowOf = (row: Row, index: number, virtual?: Measured): JSX.Element => (
    <ListRow key={keyOf(row, index)} {...props} row={row} virtual={virtual} />
  );
  if (more !== undefined && shown === undefined)
    return (
      <VirtualRows rows={rows} rowHeight={rowHeight} keyOf={keyOf} {...more}>
        {(row, index, measure) => rowOf(row, index, { ref: measure, "data-index": index })}
      </VirtualRows>
    );
  if (groupOf === undefined) return <tbody>{rows.map((row, index) => rowOf(row, index))}</tbody>;
  return [...Map.groupBy(rows, (row) => groupOf(row).key)].map(([key, own]) => (
    <tbody key={key}>
      <tr className={ui.table["group"]}>
        <th colSpan={columns.length} scope="rowgroup">
          {groupOf(own[0] as Row).heading}
        </th>
      </tr>
      {own.map((row, index) => rowOf(row, index))}
    </tbody>
  ));
}

function ListRow<Row, Sort extends string>({
  columns,
  row,
  isCurrent,
  onHover,
  rowClass,
  renderDetail,
  virtual,
}: ListProps<Row, Sort> & { readonly row: Row; readonly virtual: Measured | undefined }): JSX.Element {
  const isShown = isCurrent?.(row) === true;
  const opened = renderDetail?.(row);
  const line = (
    <tr
      className={classes(isShown && ui.table["selected"], rowClass?.(row)) || undefined}
      aria-current={isShown ? "true" : undefined}
      {...(onHover !== undefined && {
        onPointerEnter: () => onHover(row),
        onPointerLeave: () => onHover(undefined),
      })}
      {...virtual}
      ref={opened === undefined ? virtual?.ref : undefined}
    >
      {columns.map((column) => (
        <Cell key={column.id ?? column.label} column={column} row={row} />
      ))}
    </tr>
  );
  if (opened === undefined) return line;
  return (
    <>
      {line}
      <DetailRow columns={columns} virtual={virtual}>
        {opened}
      </DetailRow>
    </>
  );
}

function Cell<Row, Sort extends string>({
  column,
  row,
}: {
  readonly column: Column<Row, Sort>;
  readonly row: Row;
}): JSX.Element {
  const { cell, title, link, below, cellClass, isRowHeading } = column;
  const Element = isRowHeading === true ? "th" : "td";
  const look = typeof cellClass === "function" ? cellClass(row) : cellClass;
  const target = link?.(row);
  return (
    <Element
      className={classes(columnClass(column), look)}
      title={title?.(row)}
      scope={isRowHeading === true ? "row" : undefined}
    >
      {target === undefined ? (
        cell(row)
      ) : (
        <Link
          {...(target as LinkProps)}
          className={classes(ui.table["rowLink"], ui.text["strong"], target.className)}
        >
          {cell(row)}
        </Link>
      )}
      {below?.(row)}
    </Element>
  );
}
