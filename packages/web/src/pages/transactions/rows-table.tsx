// The single transactions, newest first; a row leads to its page, its trace and its user stay links of their own.
import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { TransactionRow } from "contract";
import type { JSX } from "react";

import { formatDuration } from "../../lib/format-duration.ts";
import { formatMoney, formatMoneyExact } from "../../lib/format-money.ts";
import { none } from "../../lib/locale.ts";
import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import { Time } from "../../ui/time.tsx";
import { useRowKeys } from "../../ui/use-row-keys.ts";
import { VirtualRows } from "../../ui/virtual-rows.tsx";
import { OutcomeStatus } from "./outcome.tsx";

export const rowHead = [
  "Started",
  "Id",
  "Outcome",
  "Reason or last step",
  "User",
  "Steps",
  "Amount",
  "Duration",
  "Trace",
] as const;

export interface RowsTableProps {
  readonly type: string;
  /** Whether filters narrow the rows down. */
  readonly filtered: boolean;
  readonly rows: readonly TransactionRow[];
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly onMore: () => void;
}

export function RowsTable({
  type,
  filtered,
  rows,
  hasMore,
  isLoadingMore,
  onMore,
}: RowsTableProps): JSX.Element {
  useRowKeys(".tx-rows");
  if (rows.length === 0) {
    return (
      <EmptyState
        inline
        title={
          filtered ? "No transactions match these filters" : `No transactions of type ${type} in this range`
        }
        why={filtered ? undefined : "Check the name of the type, or choose a longer range."}
        actions={
          <>
            {filtered ? (
              <Link className="btn" to="/transactions/$type" params={{ type }} search={{}}>
                Show all
              </Link>
            ) : (
              <Link className="btn" to="/transactions">
                All types
              </Link>
            )}
            <ScopeWideners />
          </>
        }
      />
    );
  }
  return (
    <div className="scroll-x">
      <Table className="table tx-rows">
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Started</Table.Th>
            <Table.Th>Id</Table.Th>
            <Table.Th>Outcome</Table.Th>
            <Table.Th className="hide-p">Reason or last step</Table.Th>
            <Table.Th className="hide-p">User</Table.Th>
            <Table.Th className="num hide-s">Steps</Table.Th>
            <Table.Th className="num">Amount</Table.Th>
            <Table.Th className="num hide-p">Duration</Table.Th>
            <Table.Th className="hide-s">Trace</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <VirtualRows
          rows={rows}
          rowHeight={32}
          keyOf={({ id, startNs }) => `${id}${startNs}`}
          {...{ hasMore, isLoadingMore, onMore }}
        >
          {(row, index, measure) => (
            <Row key={`${row.id}${row.startNs}`} row={row} index={index} measure={measure} />
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
}: {
  readonly row: TransactionRow;
  readonly index: number;
  readonly measure: (element: HTMLElement | null) => void;
}): JSX.Element {
  const { type, id, outcome, reason, user, amount, startNs, durationMs, stepCount, lastStep, traceId } = row;
  return (
    <Table.Tr ref={measure} data-index={index}>
      <Table.Td className="dim">
        <Time ns={startNs} exact />
      </Table.Td>
      <Table.Td>
        <Link className="row-link strong" to="/transactions/$type/$id" params={{ type, id }}>
          {id}
        </Link>
      </Table.Td>
      <Table.Td>
        <OutcomeStatus outcome={outcome} />
      </Table.Td>
      <Table.Td className="ellip hide-p">
        {reason !== "" ? reason : <span className="dim">{lastStep === "" ? none : lastStep}</span>}
      </Table.Td>
      <Table.Td className="hide-p">
        {user === "" ? (
          <span className="dim">{none}</span>
        ) : (
          <Link
            className="link"
            to="/transactions/$type"
            params={{ type }}
            search={(previous) => ({ ...previous, user })}
            title={`Only transactions of ${user}`}
          >
            {user}
          </Link>
        )}
      </Table.Td>
      <Table.Td className="num hide-s">{stepCount}</Table.Td>
      <Table.Td className="num" title={formatMoneyExact(amount)}>
        {formatMoney(amount)}
      </Table.Td>
      <Table.Td className="num hide-p">{formatDuration(durationMs)}</Table.Td>
      <Table.Td className="hide-s">
        {traceId === "" ? (
          <span className="dim">{none}</span>
        ) : (
          <Link className="link mono" to="/traces/$id" params={{ id: traceId }} title={traceId}>
            {traceId.slice(0, 8)}…
          </Link>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
