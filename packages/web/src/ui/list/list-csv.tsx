// Below a list: saves its rows as CSV, with raw numbers and times in ISO 8601.
import type { JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { toCsv, type CsvValue } from "../../lib/csv.ts";
import { download } from "../download.ts";
import { Icon } from "../icons.tsx";
import { ui } from "../styles.ts";
import type { Column } from "./column.ts";

type CsvColumn<Row> = Pick<Column<Row>, "label" | "csv">;

export function ListCsv<Row>({
  name,
  columns,
  rows,
  hasMore,
}: {
  /** Of the file. */
  readonly name: string;
  readonly columns: readonly CsvColumn<Row>[];
  readonly rows: readonly Row[];
  /** Not all rows are loaded. */
  readonly hasMore: boolean;
}): JSX.Element {
  const save = (): void =>
    download(new Blob([toCsv(tableOf(columns, rows))], { type: "text/csv" }), `${name}.csv`);
  return (
    <p className={ui.table["foot"]}>
      <button type="button" className={ui.button["quiet"]} onClick={save}>
        <Icon name="download" />
        Download CSV
      </button>
      {hasMore && (
        <span className={ui.text["dim"]}> of the {formatCount(rows.length)} rows that are loaded</span>
      )}
    </p>
  );
}

/** The columns that have values for it, whether the screen shows them or not. */
function tableOf<Row>(columns: readonly CsvColumn<Row>[], rows: readonly Row[]): CsvValue[][] {
  const cells = columns.flatMap(({ label, csv }) =>
    csv === undefined ? [] : typeof csv === "function" ? [[label, csv] as const] : Object.entries(csv),
  );
  return [cells.map(([heading]) => heading), ...rows.map((row) => cells.map(([, valueOf]) => valueOf(row)))];
}
