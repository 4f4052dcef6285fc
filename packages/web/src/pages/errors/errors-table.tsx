// The groups of errors, a row each. A row links to its group.
import { Link } from "@tanstack/react-router";
import type { ErrorGroup } from "contract";
import type { JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { formatAmounts, formatMoneyExact } from "../../lib/format-money.ts";
import { roseAtEnd } from "../../lib/moved.ts";
import { withMore } from "../../lib/with-more.ts";
import { classes } from "../../ui/classes.ts";
import type { Column } from "../../ui/list/column.ts";
import { List, type MoreRows } from "../../ui/list/list.tsx";
import { ServiceName } from "../../ui/service-name.tsx";
import { Sparkline } from "../../ui/sparkline.tsx";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import css from "./errors-table.module.css";
import { shortPlace } from "./place.ts";
import { StateWord } from "./state-word.tsx";
import { VersionSpan } from "./version-span.tsx";
import type { ErrorsSearch } from "./search.ts";

export const groupsClass = css["groups"];

/** Beside the orders of the address the default. */
type Sort = NonNullable<ErrorsSearch["sort"]> | "latest";

export const errorColumns: readonly Column<ErrorGroup, Sort>[] = [
  { label: "Error", hasLink: true, cell: (group) => <Name group={group} /> },
  {
    label: "Service",
    hide: "phone",
    className: css["service"],
    title: ({ services, truncatedServices }) => withMore(services, truncatedServices),
    cell: (group) => <Services group={group} />,
  },
  {
    label: "Count",
    isFigure: true,
    sort: "count",
    className: css["count"],
    title: ({ count }) => String(count),
    cell: (group) => <Count group={group} />,
  },
  {
    label: "People",
    isFigure: true,
    sort: "users",
    className: css["people"],
    title: ({ users }) => String(users),
    cell: ({ users }) => formatCount(users),
  },
  {
    label: "At risk",
    isFigure: true,
    hide: "phone",
    className: css["risk"],
    title: ({ atRisk, failedTransactions }) =>
      failedTransactions === 0
        ? "no failed or abandoned transaction in a trace with this error"
        : `${atRisk.map(formatMoneyExact).join(", ")} in ${failedTransactions} failed or abandoned transactions`,
    cell: ({ atRisk }) => formatAmounts(atRisk, 1),
  },
  {
    label: "First seen",
    sort: "first",
    hide: "narrow",
    className: css["seen"],
    cellClass: ui.text["soft"],
    cell: ({ firstSeenNs }) => <Time ns={firstSeenNs} />,
  },
  {
    label: "Last seen",
    sort: "latest",
    hide: "phone",
    className: css["seen"],
    cellClass: ui.text["soft"],
    cell: ({ lastNs }) => <Time ns={lastNs} />,
  },
  {
    label: "Versions",
    hide: "narrow",
    className: css["versions"],
    cell: (group) => <VersionSpan group={group} />,
  },
];

export interface ErrorsTableProps {
  readonly groups: readonly ErrorGroup[];
  readonly sort: ErrorsSearch["sort"];
  readonly onSort: (sort: ErrorsSearch["sort"]) => void;
  readonly more: MoreRows;
}

export function ErrorsTable({ groups, sort, onSort, more }: ErrorsTableProps): JSX.Element {
  return (
    <List
      label="Errors"
      className={groupsClass}
      columns={errorColumns}
      rows={groups}
      keyOf={({ fingerprint }) => fingerprint}
      sorting={{ by: sort ?? "latest", onSort: (by) => onSort(by === "latest" ? undefined : by) }}
      more={more}
      rowHeight={48}
    />
  );
}

function Services({
  group: { service, services, truncatedServices },
}: {
  readonly group: ErrorGroup;
}): JSX.Element {
  return (
    <span className={css["services"]}>
      <ServiceName name={service} />
      {services.length > 1 && (
        <span className={ui.text["dim"]}>+{formatCount(services.length - 1 + truncatedServices)}</span>
      )}
    </span>
  );
}

/** With its trend, red where it rose at the end. */
function Count({ group: { trend, count } }: { readonly group: ErrorGroup }): JSX.Element {
  const rose = roseAtEnd(trend, 1);
  return (
    <span className={css["figure"]}>
      <Sparkline className={css["spark"]} values={trend} bad={rose} />
      <span className={classes(css["value"], rose && classes(ui.text["bad"], ui.text["strong"]))}>
        {formatCount(count)}
      </span>
    </span>
  );
}

/** Type, message and place; the state where one was set. */
function Name({
  group: { fingerprint, type, message, place, state },
}: {
  readonly group: ErrorGroup;
}): JSX.Element {
  return (
    <>
      <span className={css["line"]}>
        <Link
          className={classes(ui.table["rowLink"], ui.text["strong"], ui.text["ellip"], css["type"])}
          to="/errors/$fingerprint"
          params={{ fingerprint }}
        >
          {type === "" ? "Error" : type}
        </Link>
        {(state.state !== "open" || state.reopened) && <StateWord state={state} />}
        {state.assignee !== "" && <span className={ui.text["dim"]}>{state.assignee}</span>}
      </span>
      <span className={css["line"]}>
        <span className={classes(ui.text["soft"], ui.text["ellip"])} title={message}>
          {message}
        </span>
        {place !== "" && (
          <span
            className={classes(ui.text["dim"], ui.text["mono"], ui.text["ellip"], css["place"])}
            title={place}
          >
            {shortPlace(place)}
          </span>
        )}
      </span>
    </>
  );
}
