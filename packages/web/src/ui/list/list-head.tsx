// The headings of a list. A column that can be sorted by is a button; an arrow and `aria-sort` say what the list is sorted by.
import type { JSX } from "react";

import { ui } from "../styles.ts";
import { columnClass, type Heading } from "./column.ts";

export interface Sorting<Sort extends string> {
  readonly by: Sort | undefined;
  /** `descending` when absent. */
  readonly direction?: "ascending" | "descending";
  /** Absent: the list has this order only. */
  readonly onSort?: (by: Sort) => void;
}

export interface ListHeadProps<Sort extends string> {
  readonly columns: readonly Heading<Sort>[];
  readonly sorting?: Sorting<Sort> | undefined;
  readonly isSticky?: true | undefined;
}

export function ListHead<Sort extends string>({
  columns,
  sorting,
  isSticky,
}: ListHeadProps<Sort>): JSX.Element {
  return (
    <thead className={isSticky && ui.table["sticky"]}>
      <tr>
        {columns.map((column) => (
          <HeadCell key={column.id ?? column.label} column={column} sorting={sorting} />
        ))}
      </tr>
    </thead>
  );
}

function HeadCell<Sort extends string>({
  column,
  sorting,
}: {
  readonly column: Heading<Sort>;
  readonly sorting: Sorting<Sort> | undefined;
}): JSX.Element {
  const { label, isQuiet, hint, headClass, sort } = column;
  const isSorted = sort !== undefined && sorting?.by === sort;
  const direction = sorting?.direction ?? "descending";
  const text = (
    <>
      <span className={isQuiet === true ? ui.text["sr"] : headClass}>{label}</span>
      {isSorted && <span aria-hidden="true">{direction === "descending" ? " ↓" : " ↑"}</span>}
    </>
  );
  return (
    <th scope="col" className={columnClass(column)} title={hint} aria-sort={isSorted ? direction : undefined}>
      {sort === undefined || sorting?.onSort === undefined ? (
        text
      ) : (
        <button
          type="button"
          title={[hint, `Sort by ${label.toLowerCase()}`].filter(Boolean).join(" ")}
          onClick={() => sorting.onSort?.(sort)}
        >
          {text}
        </button>
      )}
    </th>
  );
}
