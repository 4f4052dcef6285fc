// The groups of errors, a row each. A row links to its group.
import { Link } from "@tanstack/react-router";
import { type ErrorGroup, errorLine } from "contract";
import type { JSX } from "react";

import { knownPeople } from "../../lib/known-people.ts";
import { measureColumn, measureHeading } from "../../ui/list/measure-column.ts";
import { formatCount } from "../../lib/format.ts";
import { exactTimeNs } from "../../lib/time.ts";
import { countText, countTitle, exactRisk, riskText, riskTitle } from "../../lib/error-group.ts";
import { roseAtEnd } from "../../lib/moved.ts";
import { withMore } from "../../lib/with-more.ts";
import { classes } from "../../ui/classes.ts";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import type { MoreRows } from "../../ui/list/more-rows.ts";
import { ServiceName } from "../../ui/service-name.tsx";
import { ErrorWords } from "../../ui/error-words.tsx";
import { SignalSparkline } from "../../ui/sparkline.tsx";
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
  {
    label: "Error",
    hasLink: true,
    cell: (group) => <Name group={group} />,
    csv: {
      Error: ({ type }) => type,
      Message: ({ text }) => errorLine(text),
      Place: ({ place }) => place,
      State: ({ state }) => state.state,
    },
  },
  {
    label: "Service",
    hide: "phone",
    className: css["service"],
    title: ({ services, truncatedServices }) => withMore(services, truncatedServices),
    cell: (group) => <Services group={group} />,
    csv: ({ services }) => services.join(", "),
  },
  measureColumn("occurrences", ({ count }) => count, {
    sort: "count",
    className: css["count"],
    title: (group) => countTitle(group),
    cell: (group) => <Count group={group} />,
  }),
  measureColumn("users", ({ users }) => knownPeople(users), {
    sort: "users",
    className: css["people"],
  }),
  {
    ...measureHeading("atRisk"),
    hide: "phone",
    className: css["risk"],
    title: riskTitle,
    cell: (group) => riskText(group, 1),
    csv: exactRisk,
  },
  {
    label: "First seen",
    sort: "first",
    hide: "narrow",
    className: css["seen"],
    cellClass: ui.text["soft"],
    cell: ({ firstSeenNs }) => <Time ns={firstSeenNs} />,
    csv: ({ firstSeenNs }) => exactTimeNs(firstSeenNs),
  },
  {
    label: "Last seen",
    sort: "latest",
    hide: "phone",
    className: css["seen"],
    cellClass: ui.text["soft"],
    cell: ({ lastNs }) => <Time ns={lastNs} />,
    csv: ({ lastNs }) => exactTimeNs(lastNs),
  },
  {
    label: "Versions",
    hide: "narrow",
    className: css["versions"],
    cell: (group) => <VersionSpan group={group} />,
    csv: {
      "First version": ({ releases }) => releases[0],
      "Last version": ({ releases }) => releases.at(-1),
    },
  },
];

export interface ErrorsTableProps {
  readonly groups: readonly ErrorGroup[];
  readonly sort: ErrorsSearch["sort"];
  readonly onSort: (sort: ErrorsSearch["sort"]) => void;
  readonly more: MoreRows<ErrorGroup>;
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
function Count({ group }: { readonly group: ErrorGroup }): JSX.Element {
  const { trend, services } = group;
  const rose = roseAtEnd(trend, 1);
  return (
    <span className={css["figure"]}>
      <SignalSparkline
        className={css["spark"]}
        values={trend}
        bad={rose}
        signals={["spans", "logs"]}
        services={services}
      />
      <span className={classes(css["value"], rose && classes(ui.text["bad"], ui.text["strong"]))}>
        {countText(group)}
      </span>
    </span>
  );
}

/** Type, message and place; the state where one was set. */
function Name({
  group: { fingerprint, type, text, place, state },
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
        <ErrorWords text={text} className={classes(ui.text["soft"], ui.text["ellip"])} />
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
