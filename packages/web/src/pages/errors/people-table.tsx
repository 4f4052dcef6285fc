import { linkOptions } from "@tanstack/react-router";
import type { ErrorPerson } from "contract";
import type { JSX } from "react";

import { countText, countTitle } from "../../lib/error-group.ts";
import { formatCount } from "../../lib/format.ts";
import { exactTimeNs } from "../../lib/time.ts";
import { classes } from "../../ui/classes.ts";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import { measureColumn } from "../../ui/list/measure-column.ts";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import css from "./side-tables.module.css";

export interface PeopleTableProps {
  readonly people: readonly ErrorPerson[];
  /** Number of people in the range; `people` has the first of them. */
  readonly total: number;
}

const shown = 8;

const columns: readonly Column<ErrorPerson>[] = [
  {
    label: "User",
    link: ({ user }) =>
      linkOptions({
        to: "/logs",
        search: (previous) => ({ ...previous, filter: [`user.id=${user}`], business: "shown" as const }),
        title: `Timeline of ${user}`,
      }),
    cell: ({ user }) => user,
    csv: ({ user }) => user,
  },
  measureColumn("occurrences", ({ count }) => count, {
    title: (row) => countTitle(row),
    cell: (row) => countText(row),
  }),
  measureColumn("sessions", ({ sessions }) => sessions),
  {
    label: "Last",
    isFigure: true,
    cellClass: ui.text["dim"],
    cell: ({ lastNs }) => <Time ns={lastNs} />,
    csv: ({ lastNs }) => exactTimeNs(lastNs),
  },
];

/** The people with the most errors. Each leads to everything that is recorded of the person. */
export function PeopleTable({ people, total }: PeopleTableProps): JSX.Element {
  const more = classes(ui.text["dim"], css["more"]);
  return (
    <section className={ui.section["section"]}>
      <header>
        <h2>People</h2>
        <span className={ui.text["dim"]}>most errors first</span>
      </header>
      <List
        label="People"
        className={css["side"]}
        columns={columns}
        rows={people}
        shown={shown}
        truncated={total - people.length}
        keyOf={({ user }) => user}
        empty={<p className={more}>No error in this range names a user.</p>}
      />
      {total > shown && <p className={more}>and {formatCount(total - shown)} more</p>}
    </section>
  );
}
