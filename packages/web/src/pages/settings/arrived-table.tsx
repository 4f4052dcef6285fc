// Received since the console started, and how much of it was stored or rejected.
import { Table } from "@mantine/core";
import type { SignalCounts, Stats } from "contract";
import type { JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { classes } from "../../ui/classes.ts";
import css from "./store.module.css";
import { ui } from "../../ui/styles.ts";

const signals: readonly (readonly [keyof SignalCounts, string])[] = [
  ["spans", "Spans"],
  ["logRecords", "Log records"],
  ["metricPoints", "Metric points"],
  ["businessEvents", "Business events"],
];

const mostReasons = 8;

export function ArrivedTable({ received, stored, rejected, dropped, reasons }: Stats): JSX.Element {
  return (
    <>
      <Table className={ui.table["still"]}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Signal</Table.Th>
            <Table.Th className={ui.table["num"]}>Received</Table.Th>
            <Table.Th className={ui.table["num"]}>Stored</Table.Th>
            <Table.Th className={ui.table["num"]} title="Repeated deliveries that were not stored again">
              Duplicates
            </Table.Th>
            <Table.Th className={ui.table["num"]}>Rejected</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {signals.map(([signal, label]) => (
            <Table.Tr key={signal}>
              <Table.Td>{label}</Table.Td>
              <Table.Td className={ui.table["num"]}>{formatCount(received[signal])}</Table.Td>
              <Table.Td className={ui.table["num"]}>{formatCount(stored[signal])}</Table.Td>
              <Table.Td className={classes(ui.table["num"], ui.text["dim"])}>
                {formatCount(dropped[signal])}
              </Table.Td>
              <Table.Td
                className={classes(ui.table["num"], rejected[signal] > 0 ? css["rejected"] : ui.text["dim"])}
              >
                {formatCount(rejected[signal])}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {reasons.length > 0 && (
        <ul className={css["reasons"]} aria-label="Reasons for rejection">
          {reasons.slice(0, mostReasons).map(({ reason, items }) => (
            <li key={reason}>
              <b>{formatCount(items)}</b> {reason}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
