// A column of a list, declared once: the head, the rows, the skeleton and the sorting come from it.
import type { ReactNode } from "react";

import type { CsvValue } from "../../lib/csv.ts";
import { classes } from "../classes.ts";
import { ui } from "../styles.ts";

/** What the head and the skeleton need of a column. `Sort`: the names of the orders that the list offers. */
export interface Heading<Sort extends string = string> {
  readonly label: string;
  /** Where several columns can have the same label. */
  readonly id?: string;
  /** The heading is only read out: a column of buttons, or of a mark. */
  readonly isQuiet?: true;
  /** Explains the heading. */
  readonly hint?: string;
  /** A number, to the right. */
  readonly isFigure?: boolean;
  /** Text that senders choose: cut where it would push the figures out of the table. */
  readonly isName?: true;
  /** Left out below 1180 px, or below 700 px. */
  readonly hide?: "narrow" | "phone" | undefined;
  /** Of the heading and the cells: a width that depends on the screen. */
  readonly className?: string | undefined;
  /** Of the text of the heading: where it stands above figures with a change beside them. */
  readonly headClass?: string | undefined;
  /** The order in which the rows are sorted by this column. */
  readonly sort?: Sort;
}

interface Shown<Row, Sort extends string> extends Heading<Sort> {
  readonly cell: (row: Row) => ReactNode;
  /** The whole value, where `cell` shortens it, or what it is a share of. */
  readonly title?: (row: Row) => string | undefined;
  /** Where the row leads. Its text is that of this cell; `j` and `k` move through the rows. */
  readonly link?: (row: Row) => RowLink | undefined;
  /** The cell contains the link of the row, among other things. */
  readonly hasLink?: true;
  /** What follows the link in its cell, such as a second line. */
  readonly below?: (row: Row) => ReactNode;
  /** What the row is about, where no link says it: a heading of the row. */
  readonly isRowHeading?: true;
  /** Of the cells: how the text looks. */
  readonly cellClass?: string | ((row: Row) => string | undefined) | undefined;
}

/** Every column says what a file has of it; only one of buttons says nothing. */
export type Column<Row, Sort extends string = never> =
  | SavedColumn<Row, Sort>
  | (Shown<Row, Sort> & { readonly isQuiet: true; readonly csv?: undefined });

export interface SavedColumn<Row, Sort extends string = never> extends Shown<Row, Sort> {
  /**
   * The raw value, for the file of the list. By heading where the column has a unit, as in `Duration (ms)`, or several values;
   * `{}` where another column has the value.
   */
  readonly csv: CsvOf<Row> | Readonly<Record<string, CsvOf<Row>>>;
}

type CsvOf<Row> = (row: Row) => CsvValue;

/** What `linkOptions` returns, which checks it; attributes such as `title` are allowed. */
export interface RowLink {
  readonly to?: unknown;
  readonly className?: string | undefined;
}

/** Classes of the heading and of the cells. */
export function columnClass({ isFigure, isName, hide, className }: Heading): string {
  return classes(
    isFigure === true && ui.table["num"],
    isName && ui.table["name"],
    hide === "narrow" && ui.screen["hideNarrow"],
    hide === "phone" && ui.screen["hidePhone"],
    className,
  );
}
