// The merges that the engine runs now.
import { Table } from "@mantine/core";
import type { StoreMerge } from "contract";
import type { JSX } from "react";

import { formatDuration } from "../../lib/format-duration.ts";
import { formatBytes, formatCount, formatShare } from "../../lib/format.ts";
import { ui } from "../../ui/styles.ts";
import { classes } from "../../ui/classes.ts";

export function MergesTable({ merges }: { readonly merges: readonly StoreMerge[] }): JSX.Element {
  if (merges.length === 0) return <p className={ui.text["dim"]}>No merges are running.</p>;
  return (
    <Table className={ui.table["still"]}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Table</Table.Th>
          <Table.Th>Done</Table.Th>
          <Table.Th className={ui.table["num"]}>Parts</Table.Th>
          <Table.Th className={ui.table["num"]}>Size</Table.Th>
          <Table.Th className={ui.table["num"]}>For</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {merges.map(({ table, progress, parts, bytes, elapsedSeconds, isMutation }) => (
          <Table.Tr key={`${table} ${bytes} ${parts}`}>
            <Table.Td>
              <span className={ui.text["mono"]}>{table}</span>{" "}
              {isMutation && <span className={ui.text["dim"]}>rewriting rows</span>}
            </Table.Td>
            <Table.Td>
              <progress value={progress} aria-label={`${table}, ${formatShare(progress)} done`} />{" "}
              {formatShare(progress)}
            </Table.Td>
            <Table.Td className={ui.table["num"]}>{formatCount(parts)}</Table.Td>
            <Table.Td className={ui.table["num"]}>{formatBytes(bytes)}</Table.Td>
            <Table.Td className={classes(ui.table["num"], ui.text["dim"])}>
              {formatDuration(elapsedSeconds * 1000)}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
