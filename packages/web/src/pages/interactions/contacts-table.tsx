// Single contacts, newest first: a row leads to the trace behind it, the customer to their timeline.
import { linkOptions } from "@tanstack/react-router";
import type { InteractionRow } from "contract";
import type { JSX } from "react";

import { formatNumber } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { formatMoney, formatMoneyExact } from "../../lib/format-money.ts";
import { none } from "../../lib/locale.ts";
import { exactTimeNs } from "../../lib/time.ts";
import { classes } from "../../ui/classes.ts";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import type { MoreRows } from "../../ui/list/more-rows.ts";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import css from "./interactions.module.css";

export interface ContactsTableProps {
  readonly rows: readonly InteractionRow[];
  readonly more: MoreRows<InteractionRow>;
  readonly onCustomer: (customer: string) => void;
}

export function ContactsTable({ rows, more, onCustomer }: ContactsTableProps): JSX.Element {
  return (
    <List
      label="Contacts"
      className={css["contacts"]}
      columns={columnsOf(onCustomer)}
      rows={rows}
      keyOf={({ uid }) => uid}
      more={more}
    />
  );
}

const columnsOf = (onCustomer: ContactsTableProps["onCustomer"]): readonly Column<InteractionRow>[] => [
  { label: "Ended", cell: ({ timeNs }) => <Time ns={timeNs} />, csv: ({ timeNs }) => exactTimeNs(timeNs) },
  {
    label: "Contact",
    title: ({ traceId }) => (traceId === "" ? "This contact has no trace" : undefined),
    link: ({ traceId }) =>
      traceId === ""
        ? undefined
        : linkOptions({ to: "/traces/$id", params: { id: traceId }, title: "The trace of this contact" }),
    cell: ({ type }) => type,
    csv: { Contact: ({ type }) => type, "Trace id": ({ traceId }) => traceId },
  },
  {
    label: "Channel",
    hide: "phone",
    cell: ({ channel }) => channel || none,
    csv: ({ channel }) => channel,
  },
  { label: "Tier", hide: "narrow", cell: ({ tier }) => tier || none, csv: ({ tier }) => tier },
  { label: "Result", cell: ({ result }) => result || none, csv: ({ result }) => result },
  {
    label: "Satisfaction",
    isFigure: true,
    cell: ({ satisfaction }) => formatNumber(satisfaction),
    csv: ({ satisfaction }) => satisfaction,
  },
  {
    label: "Customer",
    hide: "phone",
    cell: (row) => <Customer name={row.customer || row.user} onClick={onCustomer} />,
    csv: { Customer: ({ customer }) => customer, User: ({ user }) => user },
  },
  {
    label: "Revenue impact",
    isFigure: true,
    hide: "narrow",
    title: ({ revenueImpact }) => (revenueImpact === null ? undefined : formatMoneyExact(revenueImpact)),
    cell: ({ revenueImpact }) => formatMoney(revenueImpact),
    csv: {
      "Revenue impact": ({ revenueImpact }) => revenueImpact && Number(revenueImpact.amount),
      Currency: ({ revenueImpact }) => revenueImpact?.currency,
    },
  },
  {
    label: "Duration",
    isFigure: true,
    hide: "narrow",
    cell: ({ durationMs }) => formatDuration(durationMs),
    csv: { "Duration (ms)": ({ durationMs }) => durationMs },
  },
];

function Customer({
  name,
  onClick,
}: {
  readonly name: string;
  readonly onClick: (customer: string) => void;
}): JSX.Element | string {
  if (name === "") return none;
  return (
    <button
      type="button"
      className={classes(ui.text["link"], css["customer"])}
      title={`Contacts of ${name}`}
      onClick={() => onClick(name)}
    >
      {name}
    </button>
  );
}
