// The rows of a file that were not stored, with the reason. The first hundred are listed, all are counted.
import { Table } from "@mantine/core";
import type { ImportResult } from "contract";
import type { JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { scrollable } from "../../ui/scrollable.ts";
import { ui } from "../../ui/styles.ts";
import { TextWithCode } from "../../ui/text-with-code.tsx";
import css from "./import.module.css";

export function RejectedTable({ result }: { readonly result: ImportResult }): JSX.Element {
  const { name, rejected, rejectedRows } = result;
  const listed = rejectedRows.reduce((sum, { rows }) => sum + rows, 0);
  return (
    <details className={css["rejected"]} open={rejectedRows.length <= 5}>
      <summary>{formatCount(rejected)} rejected</summary>
      <div className={css["scroll"]} {...scrollable}>
        <Table className={ui.table["still"]} aria-label={`Rejected rows of ${name}`}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Where</Table.Th>
              <Table.Th className={ui.table["num"]}>Rows</Table.Th>
              <Table.Th>Reason</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rejectedRows.map(({ where, reason, rows }, at) => (
              // oxlint-disable-next-line react/no-array-index-key -- rows are only added at the end
              <Table.Tr key={at}>
                <Table.Td>{where === "" ? "–" : where}</Table.Td>
                <Table.Td className={ui.table["num"]}>{formatCount(rows)}</Table.Td>
                <Table.Td className={css["reason"]}>
                  <TextWithCode text={reason} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
      {listed < rejected && (
        <p className={ui.text["dim"]}>The other {formatCount(rejected - listed)} are not listed.</p>
      )}
    </details>
  );
}
