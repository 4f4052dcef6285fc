// Single contacts, newest first: a row leads to the trace behind it, the customer to their timeline.
import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { InteractionRow } from "contract";
import type { JSX } from "react";

import { formatNumber } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { formatMoney, formatMoneyExact } from "../../lib/format-money.ts";
import { none } from "../../lib/locale.ts";
import { classes } from "../../ui/classes.ts";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import { VirtualRows } from "../../ui/virtual-rows.tsx";
import css from "./interactions.module.css";

const num = ui.table["num"];

export interface ContactsTableProps {
  readonly rows: readonly InteractionRow[];
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly onMore: () => void;
  readonly onCustomer: (customer: string) => void;
}

export function ContactsTable({ rows, onCustomer, ...more }: ContactsTableProps): JSX.Element {
  return (
    <div className={ui.screen["scrollX"]}>
      <Table aria-label="Contacts" className={classes(ui.table["table"], css["contacts"])}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Ended</Table.Th>
            <Table.Th>Contact</Table.Th>
            <Table.Th className={ui.screen["hidePhone"]}>Channel</Table.Th>
            <Table.Th className={ui.screen["hideNarrow"]}>Tier</Table.Th>
            <Table.Th>Result</Table.Th>
            <Table.Th className={num}>Satisfaction</Table.Th>
            <Table.Th className={ui.screen["hidePhone"]}>Customer</Table.Th>
            <Table.Th className={classes(num, ui.screen["hideNarrow"])}>Revenue impact</Table.Th>
            <Table.Th className={classes(num, ui.screen["hideNarrow"])}>Duration</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <VirtualRows rows={rows} rowHeight={32} keyOf={({ uid }) => uid} {...more}>
          {(row, index, measure) => (
            <Row key={row.uid} row={row} index={index} measure={measure} onCustomer={onCustomer} />
          )}
        </VirtualRows>
      </Table>
    </div>
  );
}

function Row({
  row,
  index,
  measure,
  onCustomer,
}: {
  readonly row: InteractionRow;
  readonly index: number;
  readonly measure: (element: HTMLElement | null) => void;
  readonly onCustomer: (customer: string) => void;
}): JSX.Element {
  const { timeNs, type, channel, tier, result, satisfaction, traceId, revenueImpact, durationMs } = row;
  const customer = row.customer === "" ? row.user : row.customer;
  return (
    <Table.Tr ref={measure} data-index={index}>
      <Table.Td>
        <Time ns={timeNs} />
      </Table.Td>
      <Table.Td>
        {traceId === "" ? (
          <span title="This contact has no trace">{type}</span>
        ) : (
          <Link
            className={classes(ui.table["rowLink"], ui.text["strong"])}
            to="/traces/$id"
            params={{ id: traceId }}
            title="The trace of this contact"
          >
            {type}
          </Link>
        )}
      </Table.Td>
      <Table.Td className={ui.screen["hidePhone"]}>{channel || none}</Table.Td>
      <Table.Td className={ui.screen["hideNarrow"]}>{tier || none}</Table.Td>
      <Table.Td>{result || none}</Table.Td>
      <Table.Td className={num}>{formatNumber(satisfaction)}</Table.Td>
      <Table.Td className={ui.screen["hidePhone"]}>
        {customer === "" ? (
          none
        ) : (
          <button
            type="button"
            className={classes(ui.text["link"], css["customer"])}
            title={`Contacts of ${customer}`}
            onClick={() => onCustomer(customer)}
          >
            {customer}
          </button>
        )}
      </Table.Td>
      <Table.Td
        className={classes(num, ui.screen["hideNarrow"])}
        title={revenueImpact === null ? undefined : formatMoneyExact(revenueImpact)}
      >
        {formatMoney(revenueImpact)}
      </Table.Td>
      <Table.Td className={classes(num, ui.screen["hideNarrow"])}>{formatDuration(durationMs)}</Table.Td>
    </Table.Tr>
  );
}
