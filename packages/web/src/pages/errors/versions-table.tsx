import type { ErrorRelease } from "contract";
import type { JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { none } from "../../lib/locale.ts";
import { classes } from "../../ui/classes.ts";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import css from "./side-tables.module.css";

const shown = 10;

const columns: readonly Column<ErrorRelease>[] = [
  {
    label: "Version",
    cellClass: ui.text["ellip"],
    title: ({ version }) => version,
    cell: ({ version }) => (version === "" ? <span className={ui.text["dim"]}>{none}</span> : version),
  },
  { label: "Errors", isFigure: true, cell: ({ count }) => formatCount(count) },
  { label: "People", isFigure: true, cell: ({ users }) => formatCount(users) },
  { label: "Since", isFigure: true, cellClass: ui.text["dim"], cell: ({ firstNs }) => <Time ns={firstNs} /> },
];

/** The versions that a group occurred in, over all stored data, newest first. */
export function VersionsTable({
  releases,
  truncated,
}: {
  readonly releases: readonly ErrorRelease[];
  /** Older ones that are not among them. */
  readonly truncated: number;
}): JSX.Element {
  return (
    <section className={ui.section["section"]}>
      <header>
        <h2>Versions</h2>
        <span className={ui.text["dim"]}>all time, newest first</span>
      </header>
      <List
        label="Versions"
        className={css["side"]}
        columns={columns}
        rows={releases.toReversed().slice(0, shown)}
        keyOf={({ version }) => version}
      />
      {releases.length > shown && (
        <p className={classes(ui.text["dim"], css["more"])}>
          and {formatCount(releases.length - shown + truncated)} older ones
        </p>
      )}
    </section>
  );
}
