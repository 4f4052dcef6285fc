// The rows of a file that were not stored, with the reason. The first hundred are listed, all are counted.
import type { ImportResult } from "contract";
import type { JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import { scrollable } from "../../ui/scrollable.ts";
import { ui } from "../../ui/styles.ts";
import { TextWithCode } from "../../ui/text-with-code.tsx";
import css from "./import.module.css";

const columns: readonly Column<ImportResult["rejectedRows"][number]>[] = [
  { label: "Where", cell: ({ where }) => (where === "" ? "–" : where), csv: ({ where }) => where },
  { label: "Rows", isFigure: true, cell: ({ rows }) => formatCount(rows), csv: ({ rows }) => rows },
  {
    label: "Reason",
    cellClass: css["reason"],
    cell: ({ reason }) => <TextWithCode text={reason} />,
    csv: ({ reason }) => reason,
  },
];

export function RejectedTable({ result }: { readonly result: ImportResult }): JSX.Element {
  const { name, rejected, rejectedRows } = result;
  const listed = rejectedRows.reduce((sum, { rows }) => sum + rows, 0);
  return (
    <details className={css["rejected"]} open={rejectedRows.length <= 5}>
      <summary>{formatCount(rejected)} rejected</summary>
      <div className={css["scroll"]} {...scrollable}>
        <List
          label={`Rejected rows of ${name}`}
          columns={columns}
          rows={rejectedRows}
          isOfNow
          truncated={listed < rejected}
          // Rows are only added at the end.
          keyOf={(_, at) => String(at)}
        />
      </div>
      {listed < rejected && (
        <p className={ui.text["dim"]}>The other {formatCount(rejected - listed)} are not listed.</p>
      )}
    </details>
  );
}
