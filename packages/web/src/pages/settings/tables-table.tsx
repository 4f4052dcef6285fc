// The tables of one server, the largest first, and how far their parts are put together.
import { Table } from "@mantine/core";
import type { StoreTable } from "contract";
import type { JSX } from "react";

import { formatBytes, formatCount, formatNumber } from "../../lib/format.ts";

/** Above so many parts of one day the engine slows inserts down at 300: compaction lags behind. */
const manyParts = 150;

export function TablesTable({ tables }: { readonly tables: readonly StoreTable[] }): JSX.Element {
  return (
    <div className="scroll-x">
      <Table className="table still">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Table</Table.Th>
            <Table.Th className="num">Rows</Table.Th>
            <Table.Th className="num">Size</Table.Th>
            <Table.Th className="num hide-p" title="Bytes on disk per row">
              Bytes/row
            </Table.Th>
            <Table.Th className="num hide-p" title="Uncompressed size divided by size on disk">
              Compression
            </Table.Th>
            <Table.Th className="num">Parts</Table.Th>
            <Table.Th
              className="num hide-p"
              title="Largest number of parts in one partition; from 300 on, inserts are slowed down"
            >
              Max. parts
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {tables.map(({ name, rows, bytes, uncompressedBytes, parts, mostPartsOfPartition }) => (
            <Table.Tr key={name}>
              <Table.Td className="mono">{name}</Table.Td>
              <Table.Td className="num">{formatCount(rows)}</Table.Td>
              <Table.Td className="num">{formatBytes(bytes)}</Table.Td>
              <Table.Td className="num dim hide-p">
                {rows === 0 ? "–" : formatBytes(Math.round(bytes / rows))}
              </Table.Td>
              <Table.Td className="num dim hide-p">
                {bytes === 0 ? "–" : `${formatNumber(uncompressedBytes / bytes)} ×`}
              </Table.Td>
              <Table.Td className="num">{formatCount(parts)}</Table.Td>
              <Table.Td className={`num hide-p ${mostPartsOfPartition > manyParts ? "rejected" : "dim"}`}>
                {formatCount(mostPartsOfPartition)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
