// The single transactions, newest first; a row leads to its page, its trace and its user stay links of their own.
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
  "Took",
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
      <table className="table tx-rows">
        <thead>
          <tr>
            <th>Started</th>
            <th>Id</th>
            <th>Outcome</th>
            <th className="hide-p">Reason or last step</th>
            <th className="hide-p">User</th>
            <th className="num hide-s">Steps</th>
            <th className="num">Amount</th>
            <th className="num hide-p">Took</th>
            <th className="hide-s">Trace</th>
          </tr>
        </thead>
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
      </table>
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
    <tr ref={measure} data-index={index}>
      <td className="dim">
        <Time ns={startNs} exact />
      </td>
      <td>
        <Link className="row-link strong" to="/transactions/$type/$id" params={{ type, id }}>
          {id}
        </Link>
      </td>
      <td>
        <OutcomeStatus outcome={outcome} />
      </td>
      <td className="ellip hide-p">
        {reason !== "" ? reason : <span className="dim">{lastStep === "" ? none : lastStep}</span>}
      </td>
      <td className="hide-p">
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
      </td>
      <td className="num hide-s">{stepCount}</td>
      <td className="num" title={formatMoneyExact(amount)}>
        {formatMoney(amount)}
      </td>
      <td className="num hide-p">{formatDuration(durationMs)}</td>
      <td className="hide-s">
        {traceId === "" ? (
          <span className="dim">{none}</span>
        ) : (
          <Link className="link mono" to="/traces/$id" params={{ id: traceId }} title={traceId}>
            {traceId.slice(0, 8)}…
          </Link>
        )}
      </td>
    </tr>
  );
}
