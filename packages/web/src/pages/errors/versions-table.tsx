import { type ErrorRelease, type LinksResult, versionUrl } from "contract";
import type { JSX } from "react";

import { useLinks } from "../../data/links.ts";
import { knownPeople } from "../../lib/known-people.ts";
import { countText, countTitle } from "../../lib/error-group.ts";
import { formatCount } from "../../lib/format.ts";
import { none } from "../../lib/locale.ts";
import { exactTimeNs } from "../../lib/time.ts";
import { classes } from "../../ui/classes.ts";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import { measureColumn } from "../../ui/list/measure-column.ts";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import css from "./side-tables.module.css";
import { SourceLink } from "./source-link.tsx";

const shown = 10;

/** What a row shows: a version, and the page of its commit where the repository is known. */
type Row = ErrorRelease & { readonly url: string | undefined };

const columns: readonly Column<Row>[] = [
  {
    label: "Version",
    cellClass: ui.text["ellip"],
    title: ({ version }) => version,
    cell: ({ version, url }) =>
      version === "" ? (
        <span className={ui.text["dim"]}>{none}</span>
      ) : url === undefined ? (
        version
      ) : (
        <SourceLink url={url}>{version}</SourceLink>
      ),
    csv: ({ version }) => version,
  },
  measureColumn("occurrences", ({ count }) => count, {
    hint: "Errors of all time, estimated before sampling.",
    title: (row) => countTitle(row),
    cell: (row) => countText(row),
  }),
  measureColumn("users", ({ users }) => knownPeople(users)),
  {
    label: "Since",
    isFigure: true,
    cellClass: ui.text["dim"],
    cell: ({ firstNs }) => <Time ns={firstNs} />,
    csv: ({ firstNs }) => exactTimeNs(firstNs),
  },
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
  const links = useLinks();
  const rows = releases.toReversed().map((release): Row => ({ ...release, url: urlOf(release, links) }));
  return (
    <section className={ui.section["section"]}>
      <header>
        <h2>Versions</h2>
        <span className={ui.text["dim"]}>all time, newest first</span>
      </header>
      <List
        label="Versions"
        truncated={truncated}
        className={css["side"]}
        columns={columns}
        rows={rows}
        shown={shown}
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

function urlOf({ origin }: ErrorRelease, links: LinksResult | undefined): string | undefined {
  return origin === null || links === undefined ? undefined : versionUrl(origin, links.repositories);
}
