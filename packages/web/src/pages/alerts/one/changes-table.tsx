// The changes of one alert, with the values behind each.
import type { AlertChange, AlertSeverity } from "contract";
import type { JSX } from "react";

import { alertFormat } from "../../../lib/alert-value.ts";
import type { Column } from "../../../ui/list/column.ts";
import { List } from "../../../ui/list/list.tsx";
import { ui } from "../../../ui/styles.ts";
import { Time } from "../../../ui/time.tsx";
import { changeValues, changeWord } from "../parts/change-words.ts";
import { StateWord } from "../parts/state-word.tsx";
import css from "./alert.module.css";

export interface ChangesTableProps {
  readonly changes: readonly AlertChange[];
  readonly unit: string;
  readonly severity: AlertSeverity;
}

export function ChangesTable({ changes, unit, severity }: ChangesTableProps): JSX.Element {
  return (
    <section className={ui.section["section"]}>
      <header>
        <h2>Changes</h2>
        <span className={ui.text["dim"]}>the latest first</span>
      </header>
      <List
        label="Changes"
        columns={changeColumns(unit, severity)}
        rows={changes}
        keyOf={({ id }) => id}
        empty={<p className={css["none"]}>No change in this range.</p>}
      />
    </section>
  );
}

/** Of the table. */
export const changeColumns = (unit: string, severity: AlertSeverity): readonly Column<AlertChange>[] => [
  {
    label: "Time",
    cellClass: ui.text["soft"],
    cell: ({ time }) => <Time at={time} />,
    csv: ({ time }) => time,
  },
  {
    label: "Change",
    cell: (change) => (
      <StateWord state={change.to} severity={change.severity ?? severity} word={changeWord(change)} />
    ),
    csv: { Change: changeWord, State: ({ to }) => to },
  },
  {
    label: "Value",
    isFigure: true,
    cell: (change) => alertFormat(change.unit ?? unit)(change.value),
    csv: { Value: ({ value }) => value, Unit: (change) => change.unit ?? unit },
  },
  {
    label: "Values behind it",
    hide: "phone",
    cellClass: ui.text["dim"],
    cell: (change) => (change.reason === "" ? changeValues({ unit, ...change }).join(" · ") : change.reason),
    csv: (change) => (change.reason === "" ? changeValues({ unit, ...change }).join(", ") : change.reason),
  },
];
