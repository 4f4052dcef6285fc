// What the engine is putting together right now.
import { Table } from "@mantine/core";
import type { StoreMerge } from "contract";
import type { JSX } from "react";

import { formatDuration } from "../../lib/format-duration.ts";
import { formatBytes, formatCount, formatShare } from "../../lib/format.ts";

export function MergesTable({ merges }: { readonly merges: readonly StoreMerge[] }): JSX.Element {
  if (merges.length === 0) return <p className="dim">No merges are running.</p>;
  return (
    <Table className="table still">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Table</Table.Th>
          <Table.Th>Done</Table.Th>
          <Table.Th className="num">Parts</Table.Th>
          <Table.Th className="num">Size</Table.Th>
          <Table.Th className="num">For</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {merges.map(({ table, progress, parts, bytes, elapsedSeconds, isMutation }) => (
          <Table.Tr key={`${table} ${bytes} ${parts}`}>
            <Table.Td>
              <span className="mono">{table}</span>{" "}
              {isMutation && <span className="dim">rewriting rows</span>}
            </Table.Td>
            <Table.Td>
              <progress value={progress} aria-label={`${table}, ${formatShare(progress)} done`} />{" "}
              {formatShare(progress)}
            </Table.Td>
            <Table.Td className="num">{formatCount(parts)}</Table.Td>
            <Table.Td className="num">{formatBytes(bytes)}</Table.Td>
            <Table.Td className="num dim">{formatDuration(elapsedSeconds * 1000)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
