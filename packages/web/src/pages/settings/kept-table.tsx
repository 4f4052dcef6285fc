// The retention of each kind of data, and its oldest row.
import type { Stats, StoreTable } from "contract";
import type { JSX } from "react";

import { formatBytes } from "../../lib/format.ts";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import { type Kind, kindLabels, kinds, kindsOf } from "./kinds.ts";

export interface KeptTableProps {
  readonly retention: NonNullable<Stats["store"]["retention"]>;
  readonly tables: readonly StoreTable[];
}

export function KeptTable({ retention, tables }: KeptTableProps): JSX.Element {
  return (
    <List
      label="Retention"
      isOfNow
      columns={columnsOf(retention, tables)}
      rows={kinds}
      keyOf={(kind) => kind}
    />
  );
}

function columnsOf(
  retention: KeptTableProps["retention"],
  tables: readonly StoreTable[],
): readonly Column<Kind>[] {
  const states = kindsOf(tables);
  return [
    { label: "Kind", cell: (kind) => kindLabels[kind], csv: (kind) => kindLabels[kind] },
    {
      label: "Retention",
      isFigure: true,
      cell: (kind) => daysOf(kind, retention),
      csv: { "Retention (days)": (kind) => (kind === "unlimited" ? undefined : retention[kind]) },
    },
    {
      label: "Oldest",
      isFigure: true,
      cellClass: ui.text["dim"],
      cell: (kind) => oldestOf(kind, states[kind].oldest),
      csv: (kind) => states[kind].oldest,
    },
    {
      label: "Size",
      isFigure: true,
      cell: (kind) => formatBytes(states[kind].bytes),
      csv: { "Size (bytes)": (kind) => states[kind].bytes },
    },
  ];
}

function daysOf(kind: Kind, retention: KeptTableProps["retention"]): string {
  if (kind === "unlimited") return "no limit";
  return retention[kind] === 1 ? "1 day" : `${retention[kind]} days`;
}

function oldestOf(kind: Kind, oldest: string): JSX.Element | string {
  if (oldest !== "") return <Time at={oldest} />;
  return kind === "unlimited" ? "–" : "no data";
}
