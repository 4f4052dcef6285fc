// Received since the console started, and how much of it was stored or rejected.
import type { SignalCounts, Stats } from "contract";
import type { JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./store.module.css";

const signals: readonly (readonly [key: keyof SignalCounts, name: string])[] = [
  ["spans", "Spans"],
  ["logRecords", "Log records"],
  ["metricPoints", "Metric points"],
  ["businessEvents", "Business events"],
];

type Fates = Pick<Stats, "received" | "stored" | "dropped" | "rejected">;
type Signal = { readonly name: string } & { readonly [Fate in keyof Fates]: number };

const mostReasons = 8;

export function ArrivedTable({ received, stored, dropped, rejected, reasons }: Stats): JSX.Element {
  const rows = signals.map(([key, name]) => ({
    name,
    received: received[key],
    stored: stored[key],
    dropped: dropped[key],
    rejected: rejected[key],
  }));
  return (
    <>
      <List label="Received" isOfNow columns={arrivedColumns} rows={rows} keyOf={({ name }) => name} />
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

/** Of the table. */
export const arrivedColumns: readonly Column<Signal>[] = [
  { label: "Signal", cell: ({ name }) => name, csv: ({ name }) => name },
  {
    label: "Received",
    isFigure: true,
    cell: ({ received }) => formatCount(received),
    csv: ({ received }) => received,
  },
  { label: "Stored", isFigure: true, cell: ({ stored }) => formatCount(stored), csv: ({ stored }) => stored },
  {
    label: "Duplicates",
    hint: "Repeated deliveries that were not stored again",
    isFigure: true,
    cellClass: ui.text["dim"],
    cell: ({ dropped }) => formatCount(dropped),
    csv: ({ dropped }) => dropped,
  },
  {
    label: "Rejected",
    isFigure: true,
    cellClass: ({ rejected }) => (rejected > 0 ? css["rejected"] : ui.text["dim"]),
    cell: ({ rejected }) => formatCount(rejected),
    csv: ({ rejected }) => rejected,
  },
];
