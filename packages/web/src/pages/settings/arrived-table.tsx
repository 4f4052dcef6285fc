// Received since the console started, and how much of it was stored or rejected.
import type { SignalCounts, Stats } from "contract";
import type { JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./store.module.css";

type Signal = readonly [key: keyof SignalCounts, label: string];

const signals: readonly Signal[] = [
  ["spans", "Spans"],
  ["logRecords", "Log records"],
  ["metricPoints", "Metric points"],
  ["businessEvents", "Business events"],
];

const mostReasons = 8;

export function ArrivedTable(stats: Stats): JSX.Element {
  const { reasons } = stats;
  return (
    <>
      <List label="Received" columns={columnsOf(stats)} rows={signals} keyOf={([key]) => key} />
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

function columnsOf({ received, stored, rejected, dropped }: Stats): readonly Column<Signal>[] {
  return [
    { label: "Signal", cell: ([, label]) => label },
    { label: "Received", isFigure: true, cell: ([key]) => formatCount(received[key]) },
    { label: "Stored", isFigure: true, cell: ([key]) => formatCount(stored[key]) },
    {
      label: "Duplicates",
      hint: "Repeated deliveries that were not stored again",
      isFigure: true,
      cellClass: ui.text["dim"],
      cell: ([key]) => formatCount(dropped[key]),
    },
    {
      label: "Rejected",
      isFigure: true,
      cellClass: ([key]) => (rejected[key] > 0 ? css["rejected"] : ui.text["dim"]),
      cell: ([key]) => formatCount(rejected[key]),
    },
  ];
}
