// The single transactions, newest first. A row links to its transaction; the trace and the user are links of their own.
import { Link, linkOptions } from "@tanstack/react-router";
import type { TransactionRow } from "contract";
import type { JSX } from "react";

import { formatDuration } from "../../lib/format-duration.ts";
import { formatMoney, formatMoneyExact } from "../../lib/format-money.ts";
import { none } from "../../lib/locale.ts";
import { exactTimeNs } from "../../lib/time.ts";
import { classes } from "../../ui/classes.ts";
import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import type { Column } from "../../ui/list/column.ts";
import { ListSkeleton } from "../../ui/list/list-skeleton.tsx";
import { List } from "../../ui/list/list.tsx";
import type { MoreRows } from "../../ui/list/more-rows.ts";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import { OutcomeStatus } from "./outcome.tsx";
import css from "./rows-table.module.css";
import type { TransactionTypeSearch } from "./search.ts";

const columnsOf = (search: TransactionTypeSearch): readonly Column<TransactionRow>[] => [
  {
    label: "Started",
    className: css["started"],
    cellClass: ui.text["dim"],
    cell: ({ startNs }) => <Time ns={startNs} exact />,
    csv: ({ startNs }) => exactTimeNs(startNs),
  },
  {
    label: "Id",
    className: css["id"],
    link: ({ type, id }) => linkOptions({ to: "/transactions/$type/$id", params: { type, id } }),
    cell: ({ id }) => id,
    csv: ({ id }) => id,
  },
  {
    label: "Outcome",
    className: css["outcome"],
    cell: ({ outcome }) => <OutcomeStatus outcome={outcome} />,
    csv: ({ outcome }) => outcome,
  },
  {
    label: "Reason or last step",
    hide: "phone",
    cellClass: ({ reason }) => (reason === "" ? ui.text["dim"] : undefined),
    cell: ({ reason, lastStep }) => reason || lastStep || none,
    csv: { Reason: ({ reason }) => reason, "Last step": ({ lastStep }) => lastStep },
  },
  {
    label: "User",
    hide: "phone",
    className: css["user"],
    cell: ({ type, user }) => <OnlyUser type={type} user={user} search={search} />,
    csv: ({ user }) => user,
  },
  {
    label: "Steps",
    isFigure: true,
    hide: "narrow",
    className: css["steps"],
    cell: ({ stepCount }) => stepCount,
    csv: ({ stepCount }) => stepCount,
  },
  {
    label: "Amount",
    isFigure: true,
    className: css["amount"],
    title: ({ amount }) => formatMoneyExact(amount),
    cell: ({ amount }) => formatMoney(amount),
    csv: {
      Amount: ({ amount }) => amount && Number(amount.amount),
      Currency: ({ amount }) => amount?.currency,
    },
  },
  {
    label: "Duration",
    isFigure: true,
    hide: "phone",
    className: css["duration"],
    cell: ({ durationMs }) => formatDuration(durationMs),
    csv: { "Duration (ms)": ({ durationMs }) => durationMs },
  },
  {
    label: "Trace",
    hide: "narrow",
    className: css["trace"],
    cell: ({ traceId }) => <TraceLink traceId={traceId} />,
    csv: { "Trace id": ({ traceId }) => traceId },
  },
];

/** The table while its rows load. */
export function RowsSkeleton(): JSX.Element {
  return <ListSkeleton columns={columnsOf({})} rows={8} className={css["rows"]} />;
}

export interface RowsTableProps {
  readonly type: string;
  readonly search: TransactionTypeSearch;
  readonly rows: readonly TransactionRow[];
  readonly more: MoreRows<TransactionRow>;
}

export function RowsTable({ type, search, rows, more }: RowsTableProps): JSX.Element {
  return (
    <List
      label="Transactions"
      className={css["rows"]}
      columns={columnsOf(search)}
      rows={rows}
      keyOf={({ id, startNs }) => `${id}${startNs}`}
      more={more}
      empty={
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
      }
    />
  );
}

function TraceLink({ traceId }: { readonly traceId: string }): JSX.Element {
  if (traceId === "") return <span className={ui.text["dim"]}>{none}</span>;
  return (
    <Link
      className={classes(ui.text["link"], ui.text["mono"])}
      to="/traces/$id"
      params={{ id: traceId }}
      title={traceId}
    >
      {traceId.slice(0, 8)}…
    </Link>
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
