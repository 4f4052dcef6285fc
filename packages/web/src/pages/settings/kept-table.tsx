// The retention of each kind of data, and its oldest row.
import { Table } from "@mantine/core";
import type { Stats, StoreTable } from "contract";
import type { JSX } from "react";

import { formatBytes } from "../../lib/format.ts";
import { Time } from "../../ui/time.tsx";
import { type Kind, kindLabels, kinds, kindsOf } from "./kinds.ts";
import { ui } from "../../ui/styles.ts";
import { classes } from "../../ui/classes.ts";

export interface KeptTableProps {
  readonly retention: NonNullable<Stats["store"]["retention"]>;
  readonly tables: readonly StoreTable[];
}

export function KeptTable({ retention, tables }: KeptTableProps): JSX.Element {
  const states = kindsOf(tables);
  return (
    <Table className={ui.table["still"]}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>Kind</Table.Th>
          <Table.Th className={ui.table["num"]}>Retention</Table.Th>
          <Table.Th className={ui.table["num"]}>Oldest</Table.Th>
          <Table.Th className={ui.table["num"]}>Size</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {kinds.map((kind) => (
          <Table.Tr key={kind}>
            <Table.Td>{kindLabels[kind]}</Table.Td>
            <Table.Td className={ui.table["num"]}>{daysOf(kind, retention)}</Table.Td>
            <Table.Td className={classes(ui.table["num"], ui.text["dim"])}>
              {oldestOf(kind, states[kind].oldest)}
            </Table.Td>
            <Table.Td className={ui.table["num"]}>{formatBytes(states[kind].bytes)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function daysOf(kind: Kind, retention: KeptTableProps["retention"]): string {
  if (kind === "unlimited") return "no limit";
  return retention[kind] === 1 ? "1 day" : `${retention[kind]} days`;
}

function oldestOf(kind: Kind, oldest: string): JSX.Element | string {
  if (oldest !== "") return <Time at={oldest} />;
  return kind === "unlimited" ? "–" : "no data";
}
