// The tables of one server, the largest first, with their size and parts.
import { Table } from "@mantine/core";
import type { StoreTable } from "contract";
import type { JSX } from "react";

import { formatBytes, formatCount, formatNumber } from "../../lib/format.ts";
import { classes } from "../../ui/classes.ts";
import css from "./store.module.css";
import { ui } from "../../ui/styles.ts";

/** From this number of parts in a partition on, compaction lags behind. From 300 on, the engine slows inserts down. */
const manyParts = 150;

export function TablesTable({ tables }: { readonly tables: readonly StoreTable[] }): JSX.Element {
  return (
    <div className={ui.screen["scrollX"]}>
      <Table className={ui.table["still"]}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Table</Table.Th>
            <Table.Th className={ui.table["num"]}>Rows</Table.Th>
            <Table.Th className={ui.table["num"]}>Size</Table.Th>
            <Table.Th
              className={classes(ui.table["num"], ui.screen["hidePhone"])}
              title="Bytes on disk per row"
            >
              Bytes/row
            </Table.Th>
            <Table.Th
              className={classes(ui.table["num"], ui.screen["hidePhone"])}
              title="Uncompressed size divided by size on disk"
            >
              Compression
            </Table.Th>
            <Table.Th className={ui.table["num"]}>Parts</Table.Th>
            <Table.Th
              className={classes(ui.table["num"], ui.screen["hidePhone"])}
              title="Largest number of parts in one partition; from 300 on, inserts are slowed down"
            >
              Max. parts
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {tables.map(({ name, rows, bytes, uncompressedBytes, parts, mostPartsOfPartition }) => (
            <Table.Tr key={name}>
              <Table.Td className={ui.text["mono"]}>{name}</Table.Td>
              <Table.Td className={ui.table["num"]}>{formatCount(rows)}</Table.Td>
              <Table.Td className={ui.table["num"]}>{formatBytes(bytes)}</Table.Td>
              <Table.Td className={classes(ui.table["num"], ui.text["dim"], ui.screen["hidePhone"])}>
                {rows === 0 ? "–" : formatBytes(Math.round(bytes / rows))}
              </Table.Td>
              <Table.Td className={classes(ui.table["num"], ui.text["dim"], ui.screen["hidePhone"])}>
                {bytes === 0 ? "–" : `${formatNumber(uncompressedBytes / bytes)} ×`}
              </Table.Td>
              <Table.Td className={ui.table["num"]}>{formatCount(parts)}</Table.Td>
              <Table.Td
                className={classes(
                  ui.table["num"],
                  ui.screen["hidePhone"],
                  mostPartsOfPartition > manyParts ? css["rejected"] : ui.text["dim"],
                )}
              >
                {formatCount(mostPartsOfPartition)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
