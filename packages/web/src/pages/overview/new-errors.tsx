// Errors that were first seen in the range, those of a new version first. Nothing is shown while there are none.
import { Link, linkOptions } from "@tanstack/react-router";
import { errorLine } from "contract";
import type { JSX } from "react";

import { knownPeople } from "../../lib/known-people.ts";
import { formatCount } from "../../lib/format.ts";
import { countText, countTitle, exactRisk, riskText, riskTitle } from "../../lib/error-group.ts";
import { exactTimeNs } from "../../lib/time.ts";
import { classes } from "../../ui/classes.ts";
import { useDeploys } from "../../ui/deploy-markers.ts";
import { ErrorWords } from "../../ui/error-words.tsx";
import { Icon } from "../../ui/icons.tsx";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import { measureColumn, measureHeading } from "../../ui/list/measure-column.ts";
import { SignalSparkline } from "../../ui/sparkline.tsx";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import css from "./new-errors.module.css";
import { newestFirst, type NewError } from "./deploy-of-error.ts";
import { useNewErrors } from "../../state/new-errors.ts";

const shown = 3;

export function NewErrors(): JSX.Element | null {
  const result = useNewErrors();
  const deploys = useDeploys();
  const groups = result?.items ?? [];
  if (groups.length === 0) return null;
  return (
    <section className={ui.section["section"]} aria-label="New errors">
      <header>
        <h2>New errors</h2>
        <span className={ui.text["dim"]}>first seen in this range</span>
        <Link className={classes(ui.text["link"], ui.section["end"])} to="/errors" search={{ new: "true" }}>
          {groups.length > shown ? `All ${formatCount(result?.total ?? 0)} new` : "All errors"}
        </Link>
      </header>
      <List
        label="New errors"
        className={css["errors"]}
        columns={columns}
        rows={newestFirst(groups, deploys)}
        shown={shown}
        truncated={Math.max(0, (result?.total ?? 0) - groups.length)}
        keyOf={({ group }) => group.fingerprint}
      />
    </section>
  );
}

const columns: readonly Column<NewError>[] = [
  {
    label: "Error",
    cellClass: ui.text["ellip"],
    title: ({ group: { type, text } }) => `${type}: ${errorLine(text)}`,
    link: ({ group: { fingerprint } }) =>
      linkOptions({ to: "/errors/$fingerprint", params: { fingerprint } }),
    cell: ({ group: { type } }) => (type === "" ? "Error" : type),
    below: ({ group: { text } }) => (
      <>
        {" "}
        <ErrorWords text={text} className={ui.text["dim"]} />
      </>
    ),
    csv: { Error: ({ group: { type } }) => type, Message: ({ group: { text } }) => errorLine(text) },
  },
  {
    label: "New in",
    className: css["since"],
    cellClass: ui.text["ellip"],
    cell: (error) => <Since {...error} />,
    csv: {
      "New in": ({ deploy }) => deploy && `${deploy.service} ${deploy.version}`,
      "First seen": ({ group }) => exactTimeNs(group.firstSeenNs),
    },
  },
  {
    ...measureHeading("occurrences"),
    className: css["count"],
    title: ({ group }) => countTitle(group),
    cell: ({ group: { trend, count, stored, services } }) => (
      <span className={css["line"]}>
        <SignalSparkline
          className={css["spark"]}
          values={trend}
          bad
          signals={["spans", "logs"]}
          services={services}
        />
        {countText({ count, stored })}
      </span>
    ),
    csv: ({ group: { count } }) => count,
  },
  measureColumn("users", ({ group: { users } }) => knownPeople(users), { className: css["figure"] }),
  {
    ...measureHeading("atRisk"),
    hide: "phone",
    className: css["figure"],
    title: ({ group }) => riskTitle(group),
    cell: ({ group }) => riskText(group, 1),
    csv: ({ group }) => exactRisk(group),
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
