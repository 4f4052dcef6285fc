// The single transactions, newest first. A row links to its transaction; the trace and the user are links of their own.
import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { TransactionRow } from "contract";
import type { JSX } from "react";

import { formatDuration } from "../../lib/format-duration.ts";
import { formatMoney, formatMoneyExact } from "../../lib/format-money.ts";
import { none } from "../../lib/locale.ts";
import { classes } from "../../ui/classes.ts";
import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import { SkeletonTable } from "../../ui/skeleton.tsx";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import { VirtualRows } from "../../ui/virtual-rows.tsx";
import { OutcomeStatus } from "./outcome.tsx";
import css from "./rows-table.module.css";
import type { TransactionTypeSearch } from "./search.ts";

const head = [
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

/** The table while its rows load. */
export function RowsSkeleton(): JSX.Element {
  return <SkeletonTable head={head} rows={8} className={css["rows"]} />;
}

export interface RowsTableProps {
  readonly type: string;
  readonly search: TransactionTypeSearch;
  readonly rows: readonly TransactionRow[];
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly onMore: () => void;
}

export function RowsTable({
  type,
  search,
  rows,
  hasMore,
  isLoadingMore,
  onMore,
}: RowsTableProps): JSX.Element {
  if (rows.length === 0) {
    return (
      <EmptyState
        inline
        title="No transactions match these filters"
        actions={
          <>
            <Link className={ui.button["button"]} to="/transactions/$type" params={{ type }} search={{}}>
              Show all
            </Link>
            <ScopeWideners />
          </>
        }
      />
    );
  }
  return (
    <div className={ui.screen["scrollX"]}>
      <Table aria-label="Transactions" className={classes(ui.table["table"], css["rows"])}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Started</Table.Th>
            <Table.Th>Id</Table.Th>
            <Table.Th>Outcome</Table.Th>
            <Table.Th className={ui.screen["hidePhone"]}>Reason or last step</Table.Th>
            <Table.Th className={ui.screen["hidePhone"]}>User</Table.Th>
            <Table.Th className={classes(ui.table["num"], ui.screen["hideNarrow"])}>Steps</Table.Th>
            <Table.Th className={ui.table["num"]}>Amount</Table.Th>
            <Table.Th className={classes(ui.table["num"], ui.screen["hidePhone"])}>Duration</Table.Th>
            <Table.Th className={ui.screen["hideNarrow"]}>Trace</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <VirtualRows
          rows={rows}
          rowHeight={32}
          keyOf={({ id, startNs }) => `${id}${startNs}`}
          {...{ hasMore, isLoadingMore, onMore }}
        >
          {(row, index, measure) => (
            <Row key={`${row.id}${row.startNs}`} row={row} index={index} measure={measure} search={search} />
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
  search,
}: {
  readonly row: TransactionRow;
  readonly search: TransactionTypeSearch;
  readonly index: number;
  readonly measure: (element: HTMLElement | null) => void;
}): JSX.Element {
  const { type, id, outcome, reason, user, amount, startNs, durationMs, stepCount, lastStep, traceId } = row;
  return (
    <Table.Tr ref={measure} data-index={index}>
      <Table.Td className={ui.text["dim"]}>
        <Time ns={startNs} exact />
      </Table.Td>
      <Table.Td>
        <Link
          className={classes(ui.table["rowLink"], ui.text["strong"])}
          to="/transactions/$type/$id"
          params={{ type, id }}
        >
          {id}
        </Link>
      </Table.Td>
      <Table.Td>
        <OutcomeStatus outcome={outcome} />
      </Table.Td>
      <Table.Td className={classes(ui.text["ellip"], ui.screen["hidePhone"])}>
        {reason !== "" ? reason : <span className={ui.text["dim"]}>{lastStep === "" ? none : lastStep}</span>}
      </Table.Td>
      <Table.Td className={ui.screen["hidePhone"]}>
        <OnlyUser type={type} user={user} search={search} />
      </Table.Td>
      <Table.Td className={classes(ui.table["num"], ui.screen["hideNarrow"])}>{stepCount}</Table.Td>
      <Table.Td className={ui.table["num"]} title={formatMoneyExact(amount)}>
        {formatMoney(amount)}
      </Table.Td>
      <Table.Td className={classes(ui.table["num"], ui.screen["hidePhone"])}>
        {formatDuration(durationMs)}
      </Table.Td>
      <Table.Td className={ui.screen["hideNarrow"]}>
        {traceId === "" ? (
          <span className={ui.text["dim"]}>{none}</span>
        ) : (
          <Link
            className={classes(ui.text["link"], ui.text["mono"])}
            to="/traces/$id"
            params={{ id: traceId }}
            title={traceId}
          >
            {traceId.slice(0, 8)}…
          </Link>
        )}
      </Table.Td>
    </Table.Tr>
  );
}

/** Narrows the list to one user. */
function OnlyUser({
  type,
  user,
  search,
}: {
  readonly type: string;
  readonly user: string;
  readonly search: TransactionTypeSearch;
}): JSX.Element {
  if (user === "") return <span className={ui.text["dim"]}>{none}</span>;
  return (
    <Link
      className={ui.text["link"]}
      to="/transactions/$type"
      params={{ type }}
      search={{ ...search, user }}
      title={`Only transactions of ${user}`}
    >
      {user}
    </Link>
  );
}
