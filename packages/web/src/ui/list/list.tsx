// A list as a table, from its columns: the head, a row for each item, the empty state, sorting, and, where the list has further pages,
// rows that are loaded as they come near the screen.
import type { UseInfiniteQueryResult } from "@tanstack/react-query";
import { Link, type LinkProps } from "@tanstack/react-router";
import type { JSX, ReactNode, Ref } from "react";

import { classes } from "../classes.ts";
import { scrollable } from "../scrollable.ts";
import { ui } from "../styles.ts";
import { useNarrow } from "../use-narrow.ts";
import { VirtualRows } from "../virtual-rows.tsx";
import { type Column, columnClass } from "./column.ts";
import { ListHead, type Sorting } from "./list-head.tsx";

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
  readonly more?: MoreRows;
  /** Px of a row, until it is measured. */
  readonly rowHeight?: number;
  /** Whether the row is what the page shows. */
  readonly isCurrent?: (row: Row) => boolean;
  readonly className?: string | undefined;
}

/** What `useApiPages` knows of the pages that are not loaded yet. */
export interface MoreRows {
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly onMore: () => void;
}

/** The further pages of a query. */
export function moreRows({
  hasNextPage,
  isFetchingNextPage,
  fetchNextPage,
}: Pick<UseInfiniteQueryResult, "hasNextPage" | "isFetchingNextPage" | "fetchNextPage">): MoreRows {
  return {
    hasMore: hasNextPage,
    isLoadingMore: isFetchingNextPage,
    onMore: () => void fetchNextPage(),
  };
}

export function List<Row, Sort extends string = never>(props: ListProps<Row, Sort>): ReactNode {
  const { label, columns, rows, keyOf, empty, sorting, more, isCurrent, className, rowHeight = 32 } = props;
  const isNarrow = useNarrow();
  if (rows.length === 0 && empty !== undefined) return empty;
  const leads = columns.some(({ link, hasLink }) => link !== undefined || hasLink === true);
  const rowOf = (row: Row, index: number, virtual?: Measured): JSX.Element => {
    const isShown = isCurrent?.(row) === true;
    return (
      <tr
        key={keyOf(row, index)}
        className={isShown ? ui.table["selected"] : undefined}
        aria-current={isShown ? "true" : undefined}
        {...virtual}
      >
        {columns.map((column) => (
          <Cell key={column.label} column={column} row={row} />
        ))}
      </tr>
    );
  };
  return (
    <div className={ui.screen["scrollX"]} {...(isNarrow && !leads ? scrollable : {})}>
      <table aria-label={label} className={classes(leads ? ui.table["table"] : ui.table["still"], className)}>
        <ListHead columns={columns} sorting={sorting} />
        {more === undefined ? (
          <tbody>{rows.map((row, index) => rowOf(row, index))}</tbody>
        ) : (
          <VirtualRows rows={rows} rowHeight={rowHeight} keyOf={keyOf} {...more}>
            {(row, index, measure) => rowOf(row, index, { ref: measure, "data-index": index })}
          </VirtualRows>
        )}
      </table>
    </div>
  );
}

interface Measured {
  readonly ref: Ref<HTMLTableRowElement>;
  readonly "data-index": number;
}

function Cell<Row, Sort extends string>({
  column,
  row,
}: {
  readonly column: Column<Row, Sort>;
  readonly row: Row;
}): JSX.Element {
  const { cell, title, link, below, cellClass } = column;
  const look = typeof cellClass === "function" ? cellClass(row) : cellClass;
  const target = link?.(row);
  return (
    <td className={classes(columnClass(column), look)} title={title?.(row)}>
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
    </td>
  );
}
