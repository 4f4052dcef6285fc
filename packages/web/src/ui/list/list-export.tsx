// Below a list: the menu of its data. While a file is made, how far it is.
import type { JSX, ReactNode } from "react";

import type { CsvValue } from "../../lib/csv.ts";
import { formatCount } from "../../lib/format.ts";
import { ExportMenu } from "../export/export-menu.tsx";
import { fileOfRows } from "../export/save-rows.ts";
import { SavingState } from "../export/saving-state.tsx";
import { useExportName } from "../export/use-export-name.ts";
import { useSaving } from "../export/use-saving.ts";
import { ui } from "../styles.ts";
import type { Column } from "./column.ts";
import type { RestRows } from "./more-rows.ts";

type ExportColumn<Row> = Pick<Column<Row>, "label" | "csv">;

export interface ListExportProps<Row> {
  /** What the list is called. */
  readonly label: string;
  /** The list does not depend on the range and on what narrows the page. */
  readonly isOfNow?: boolean | undefined;
  readonly columns: readonly ExportColumn<Row>[];
  /** All that are loaded, whether the page shows them or not. */
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row, index: number) => string;
  /** The pages that are not loaded yet. */
  readonly more?: RestRows<Row> | undefined;
  /** `truncated` of the answer: how many rows are left out that no page has, or only whether there are any. */
  readonly truncated?: number | boolean | undefined;
  /** In the menu while it is open: asks for what the file has and the page has not asked for. */
  readonly asking?: ReactNode;
}

export function ListExport<Row>(props: ListExportProps<Row>): JSX.Element {
  const { label, isOfNow, columns, rows, more, truncated = false, asking } = props;
  const nameOf = useExportName();
  const saving = useSaving();
  const isCut = truncated === true || Number(truncated) > 0;
  const save = (): void =>
    saving.save(nameOf({ label, isOfNow }), async (signal, onRows) =>
      fileOfRows({ ...props, tableOf: (some) => tableOf(columns, some) }, signal, onRows),
    );
  return (
    <div className={ui.table["foot"]}>
      <SavingState {...saving} />
      <ExportMenu
        label={label}
        table={() => tableOf(columns, rows)}
        left={isCut ? truncated : more?.hasMore === true}
        note={isCut ? noteOf(rows.length, more?.hasMore === true) : undefined}
        asking={asking}
        onSave={save}
      />
    </div>
  );
}

function noteOf(rows: number, hasMore: boolean): string {
  const some = hasMore ? "all rows of the list" : `the first ${formatCount(rows)} rows`;
  return `The file has ${some}: the console lists no more.`;
}

/** The columns that have values for it, whether the screen shows them or not. */
function tableOf<Row>(columns: readonly ExportColumn<Row>[], rows: readonly Row[]): CsvValue[][] {
  const cells = columns.flatMap(({ label, csv }) =>
    csv === undefined ? [] : typeof csv === "function" ? [[label, csv] as const] : Object.entries(csv),
  );
  return [cells.map(([heading]) => heading), ...rows.map((row) => cells.map(([, valueOf]) => valueOf(row)))];
}
