// The single errors of a group, newest first. A row opens its trace; user, session and logs are links of their own.
import { Link, linkOptions } from "@tanstack/react-router";
import type { ErrorOccurrence } from "contract";
import { useState, type JSX } from "react";

import { none } from "../../lib/locale.ts";
import { exactTimeNs } from "../../lib/time.ts";
import { Icon } from "../../ui/icons.tsx";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import type { MoreRows } from "../../ui/list/more-rows.ts";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import css from "./occurrences.module.css";

/** The attributes of the latest error follow: rows that load as they come near would move them away. */
const shown = 10;

export const occurrencesClass = css["rows"];

export const occurrenceColumns: readonly Column<ErrorOccurrence>[] = [
  {
    label: "Time",
    className: css["time"],
    cellClass: ui.text["soft"],
    link: ({ traceId, spanId }) =>
      traceId === ""
        ? undefined
        : linkOptions({
            to: "/traces/$id",
            params: { id: traceId },
            search: { span: spanId === "" ? undefined : spanId },
            title: `Trace ${traceId}`,
          }),
    cell: ({ timeNs }) => <Time ns={timeNs} exact />,
    csv: ({ timeNs }) => exactTimeNs(timeNs),
  },
  {
    label: "Message",
    title: ({ message }) => message,
    cell: ({ message }) => message,
    csv: ({ message }) => message,
  },
  {
    label: "Version",
    hide: "phone",
    className: css["version"],
    title: ({ version }) => version,
    cell: ({ version }) => (version === "" ? none : version),
    csv: ({ version }) => version,
  },
  {
    label: "Handled",
    hide: "narrow",
    className: css["handled"],
    cell: ({ handled }) => (handled ? "yes" : "no"),
    csv: ({ handled }) => handled,
  },
  {
    label: "User",
    hide: "phone",
    className: css["user"],
    cell: ({ user }) => <Timeline condition="user.id" value={user} />,
    csv: ({ user }) => user,
  },
  {
    label: "Session",
    hide: "narrow",
    className: css["user"],
    cell: ({ session }) => <Timeline condition="session.id" value={session} />,
    csv: ({ session }) => session,
  },
  {
    label: "Logs",
    className: css["logs"],
    cell: ({ traceId }) =>
      traceId === "" ? (
        <span className={ui.text["dim"]}>{none}</span>
      ) : (
        <Link className={ui.text["link"]} to="/logs" search={{ trace: traceId }}>
          logs
        </Link>
      ),
    csv: { Trace: ({ traceId }) => traceId },
  },
];

export function Occurrences({
  errors,
  more,
}: {
  readonly errors: readonly ErrorOccurrence[];
  readonly more: MoreRows<ErrorOccurrence>;
}): JSX.Element {
  const [isOpen, setOpen] = useState(false);
  const isCut = !isOpen && (errors.length > shown || more.hasMore);
  return (
    <section className={ui.section["section"]}>
      <header>
        <h2>Occurrences</h2>
        <span className={ui.text["dim"]}>newest first</span>
      </header>
      <List
        label="Occurrences"
        className={occurrencesClass}
        columns={occurrenceColumns}
        rows={errors}
        shown={isCut ? shown : undefined}
        keyOf={({ id }) => id}
        more={more}
      />
      {isCut && (
        <button type="button" className={ui.button["quiet"]} onClick={() => setOpen(true)}>
          <Icon name="down" />
          Show more
        </button>
      )}
    </section>
  );
}

/** A link to everything that is recorded of a user or session: log and business records. */
function Timeline({ condition, value }: { readonly condition: string; readonly value: string }): JSX.Element {
  if (value === "") return <span className={ui.text["dim"]}>{none}</span>;
  return (
    <Link
      className={ui.text["link"]}
      to="/logs"
      search={(previous) => ({ ...previous, filter: [`${condition}=${value}`], business: "shown" })}
      title={`Timeline of ${value}`}
    >
      {value}
    </Link>
  );
}
