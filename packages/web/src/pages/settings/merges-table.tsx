// The merges that the engine runs now.
import type { StoreMerge } from "contract";
import type { JSX } from "react";

import { formatSeconds } from "../../lib/format-duration.ts";
import { formatBytes, formatCount, formatShare } from "../../lib/format.ts";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import { ui } from "../../ui/styles.ts";

const columns: readonly Column<StoreMerge>[] = [
  {
    label: "Table",
    cell: ({ table, isMutation }) => (
      <>
        <span className={ui.text["mono"]}>{table}</span>{" "}
        {isMutation && <span className={ui.text["dim"]}>rewriting rows</span>}
      </>
    ),
    csv: { Table: ({ table }) => table, "Rewrites rows": ({ isMutation }) => isMutation },
  },
  {
    label: "Done",
    cell: ({ table, progress }) => (
      <>
        <progress value={progress} aria-label={`${table}, ${formatShare(progress)} done`} />{" "}
        {formatShare(progress)}
      </>
    ),
    csv: { "Done (share)": ({ progress }) => progress },
  },
  { label: "Parts", isFigure: true, cell: ({ parts }) => formatCount(parts), csv: ({ parts }) => parts },
  {
    label: "Size",
    isFigure: true,
    cell: ({ bytes }) => formatBytes(bytes),
    csv: { "Size (bytes)": ({ bytes }) => bytes },
  },
  {
    label: "For",
    isFigure: true,
    cellClass: ui.text["dim"],
    cell: ({ elapsedSeconds }) => formatSeconds(elapsedSeconds),
    csv: { "For (s)": ({ elapsedSeconds }) => elapsedSeconds },
  },
];

export function MergesTable({ merges }: { readonly merges: readonly StoreMerge[] }): JSX.Element {
  return (
    <List
      label="Merges"
      isOfNow
      columns={columns}
      rows={merges}
      keyOf={({ table, bytes, parts }) => `${table} ${bytes} ${parts}`}
      empty={<p className={ui.text["dim"]}>No merges are running.</p>}
    />
  );
}
