// The tables of one server, the largest first, with their size and parts.
import type { StoreTable } from "contract";
import type { JSX } from "react";

import { formatBytes, formatCount, formatNumber } from "../../lib/format.ts";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./store.module.css";

/** From this number of parts in a partition on, compaction lags behind. From 300 on, the engine slows inserts down. */
const manyParts = 150;
const dim = ui.text["dim"];

/** Of the table. */
export const tableColumns: readonly Column<StoreTable>[] = [
  { label: "Table", cellClass: ui.text["mono"], cell: ({ name }) => name, csv: ({ name }) => name },
  { label: "Rows", isFigure: true, cell: ({ rows }) => formatCount(rows), csv: ({ rows }) => rows },
  {
    label: "Size",
    isFigure: true,
    cell: ({ bytes }) => formatBytes(bytes),
    csv: { "Size (bytes)": ({ bytes }) => bytes },
  },
  {
    label: "Bytes/row",
    hint: "Bytes on disk per row",
    isFigure: true,
    hide: "phone",
    cellClass: dim,
    cell: ({ rows, bytes }) => (rows === 0 ? "–" : formatBytes(Math.round(bytes / rows))),
    csv: ({ rows, bytes }) => (rows === 0 ? null : bytes / rows),
  },
  {
    label: "Compression",
    hint: "Uncompressed size divided by size on disk",
    isFigure: true,
    hide: "phone",
    cellClass: dim,
    cell: ({ bytes, uncompressedBytes }) =>
      bytes === 0 ? "–" : `${formatNumber(uncompressedBytes / bytes)} ×`,
    csv: ({ bytes, uncompressedBytes }) => (bytes === 0 ? null : uncompressedBytes / bytes),
  },
  { label: "Parts", isFigure: true, cell: ({ parts }) => formatCount(parts), csv: ({ parts }) => parts },
  {
    label: "Max. parts",
    hint: "Largest number of parts in one partition; from 300 on, inserts are slowed down",
    isFigure: true,
    hide: "phone",
    cellClass: ({ mostPartsOfPartition }) => (mostPartsOfPartition > manyParts ? css["rejected"] : dim),
    cell: ({ mostPartsOfPartition }) => formatCount(mostPartsOfPartition),
    csv: ({ mostPartsOfPartition }) => mostPartsOfPartition,
  },
];

export function TablesTable({ tables }: { readonly tables: readonly StoreTable[] }): JSX.Element {
  return <List label="Tables" isOfNow columns={tableColumns} rows={tables} keyOf={({ name }) => name} />;
}
