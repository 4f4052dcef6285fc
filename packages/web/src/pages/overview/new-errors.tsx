// Errors that were first seen in the range, those of a new version first. Nothing is shown while there are none.
import { Link, linkOptions } from "@tanstack/react-router";
import type { JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { formatCount } from "../../lib/format.ts";
import { formatAmounts, formatMoneyExact } from "../../lib/format-money.ts";
import { useScope } from "../../state/scope.ts";
import { classes } from "../../ui/classes.ts";
import { useDeploys } from "../../ui/deploy-markers.ts";
import { Icon } from "../../ui/icons.tsx";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import { Sparkline } from "../../ui/sparkline.tsx";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import css from "./new-errors.module.css";
import { newestFirst, type NewError } from "./deploy-of-error.ts";

const shown = 3;

export function NewErrors(): JSX.Element | null {
  const { rangeQuery } = useScope();
  const query = useApi("/api/errors", {
    query: { ...rangeQuery, new: "true", state: "open", sort: "count", limit: 20 },
  });
  const deploys = useDeploys();
  const groups = query.data?.items ?? [];
  const more = query.data?.nextCursor == null ? "" : "+";
  if (groups.length === 0) return null;
  return (
    <section className={ui.section["section"]} aria-label="New errors">
      <header>
        <h2>New errors</h2>
        <span className={ui.text["dim"]}>first seen in this range</span>
        <Link className={classes(ui.text["link"], ui.section["end"])} to="/errors" search={{ new: "true" }}>
          {groups.length > shown ? `All ${formatCount(groups.length)}${more} new` : "All errors"}
        </Link>
      </header>
      <List
        label="New errors"
        className={css["errors"]}
        columns={columns}
        rows={newestFirst(groups, deploys).slice(0, shown)}
        keyOf={({ group }) => group.fingerprint}
      />
    </section>
  );
}

const columns: readonly Column<NewError>[] = [
  {
    label: "Error",
    cellClass: ui.text["ellip"],
    title: ({ group: { type, message } }) => `${type}: ${message}`,
    link: ({ group: { fingerprint } }) =>
      linkOptions({ to: "/errors/$fingerprint", params: { fingerprint } }),
    cell: ({ group: { type } }) => (type === "" ? "Error" : type),
    below: ({ group: { message } }) => <span className={ui.text["dim"]}> {message}</span>,
  },
  {
    label: "New in",
    className: css["since"],
    cellClass: ui.text["ellip"],
    cell: (error) => <Since {...error} />,
  },
  {
    label: "Count",
    isFigure: true,
    className: css["count"],
    title: ({ group: { count } }) => String(count),
    cell: ({ group: { trend, count } }) => (
      <span className={css["line"]}>
        <Sparkline className={css["spark"]} values={trend} bad />
        {formatCount(count)}
      </span>
    ),
  },
  {
    label: "People",
    isFigure: true,
    className: css["figure"],
    title: ({ group: { users } }) => String(users),
    cell: ({ group: { users } }) => formatCount(users),
  },
  {
    label: "At risk",
    isFigure: true,
    hide: "phone",
    className: css["figure"],
    title: ({ group: { atRisk } }) => atRisk.map(formatMoneyExact).join(", "),
    cell: ({ group: { atRisk } }) => formatAmounts(atRisk, 1),
  },
];

/** The version that brought the error, or the time when it was first seen. */
function Since({ group, deploy }: NewError): JSX.Element {
  if (deploy === undefined)
    return (
      <span className={ui.text["dim"]}>
        <Time ns={group.firstSeenNs} />
      </span>
    );
  return (
    <span className={css["deploy"]} title={`${deploy.service} ${deploy.version}, after ${deploy.previous}`}>
      <Icon name="flag" />
      <span className={ui.text["ellip"]}>
        {deploy.service} {deploy.version}
      </span>
    </span>
  );
}
