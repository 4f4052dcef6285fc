// Alerts, a row each: what fires first. A row links to its alert.
import { Link } from "@tanstack/react-router";
import { listStateOf, type Alert } from "contract";
import type { JSX } from "react";

import { alertFormat } from "../../../lib/alert-value.ts";
import { none } from "../../../lib/locale.ts";
import { formatAge } from "../../../lib/time.ts";
import { classes } from "../../../ui/classes.ts";
import type { Column } from "../../../ui/list/column.ts";
import { List } from "../../../ui/list/list.tsx";
import type { MoreRows } from "../../../ui/list/more-rows.ts";
import { ui } from "../../../ui/styles.ts";
import { TextWithCode } from "../../../ui/text-with-code.tsx";
import { Time } from "../../../ui/time.tsx";
import { useNow } from "../../../ui/use-now.ts";
import { aboutAlert, alertCondition } from "../parts/about-alert.ts";
import { Labels } from "../parts/labels.tsx";
import { labelsText } from "../parts/labels-text.ts";
import { StateWord, stateWords } from "../parts/state-word.tsx";
import { withheldText } from "../parts/withheld-text.ts";
import css from "./alerts-table.module.css";

export const alertsClass = css["alerts"];

export const alertColumns: readonly Column<Alert>[] = [
  {
    label: "State",
    className: css["state"],
    cell: (alert) => <StateWord state={listStateOf(alert)} severity={alert.severity} />,
    csv: (alert) => stateWords[listStateOf(alert)],
  },
  {
    label: "Alert",
    hasLink: true,
    title: (alert) => [alert.rule, aboutAlert(alert)].filter((text) => text !== "").join(": "),
    cell: (alert) => <Name alert={alert} />,
    csv: {
      Alert: ({ rule }) => rule,
      Group: ({ group }) => labelsText(group),
      Summary: ({ summary }) => summary,
      "Not evaluated since": ({ unknown }) => unknown && (unknown.since ?? ""),
      "Not evaluated because": ({ unknown }) => unknown?.reason,
      Condition: alertCondition,
    },
  },
  {
    label: "Value",
    isFigure: true,
    className: css["value"],
    cellClass: ({ state }) => (state === "firing" ? ui.text["strong"] : undefined),
    title: ({ value }) => (value === null ? undefined : String(value)),
    cell: ({ unit, value }) => alertFormat(unit)(value),
    csv: { Value: ({ value }) => value, Unit: ({ unit }) => unit },
  },
  {
    label: "Since",
    hide: "phone",
    className: css["since"],
    cellClass: ui.text["soft"],
    cell: (alert) => <Since alert={alert} />,
    csv: ({ since }) => since,
  },
  {
    label: "Severity",
    hide: "narrow",
    className: css["severity"],
    cell: ({ severity }) => severity,
    csv: ({ severity }) => severity,
  },
  {
    label: "Owner",
    hide: "narrow",
    className: css["owner"],
    title: ({ owner }) => owner,
    cell: ({ owner }) => (owner === "" ? <span className={ui.text["dim"]}>{none}</span> : owner),
    csv: ({ owner }) => owner,
  },
  {
    label: "Message",
    hide: "phone",
    className: css["message"],
    cell: (alert) => <Message alert={alert} />,
    csv: {
      Message: ({ withheld }) => withheld && withheldText(withheld),
      "Acknowledged by": ({ acknowledgedBy }) => acknowledgedBy,
      Assignee: ({ assignee }) => assignee,
    },
  },
];

export function AlertsTable({
  alerts,
  more,
}: {
  readonly alerts: readonly Alert[];
  readonly more: MoreRows<Alert>;
}): JSX.Element {
  return (
    <List
      label="Alerts"
      className={alertsClass}
      columns={alertColumns}
      rows={alerts}
      keyOf={({ id }) => id}
      more={more}
      rowHeight={48}
    />
  );
}

function Name({ alert }: { readonly alert: Alert }): JSX.Element {
  const { id, rule, group } = alert;
  const about = aboutAlert(alert);
  return (
    <>
      <span className={css["line"]}>
        <Link
          className={classes(ui.table["rowLink"], ui.text["strong"], ui.text["ellip"])}
          to="/alerts/$id"
          params={{ id }}
        >
          {rule}
        </Link>
        <Labels labels={group} />
      </span>
      {about !== "" && (
        <span className={classes(css["second"], ui.text["dim"], ui.text["ellip"])}>
          <TextWithCode text={about} />
        </span>
      )}
    </>
  );
}

function Since({ alert: { since, state } }: { readonly alert: Alert }): JSX.Element {
  const now = useNow(10_000);
  return (
    <>
      <Time at={since} />
      {state !== "ok" && (
        <span className={classes(css["second"], ui.text["dim"])}>for {formatAge(since, now)}</span>
      )}
    </>
  );
}

/** Why the message was withheld, and who looks after the alert. */
function Message({ alert: { withheld, acknowledgedBy, assignee } }: { readonly alert: Alert }): JSX.Element {
  const people = [
    acknowledgedBy === "" ? "" : `acknowledged by ${acknowledgedBy}`,
    assignee === "" ? "" : `assigned to ${assignee}`,
  ].filter((text) => text !== "");
  const why = withheld === null ? "" : withheldText(withheld);
  if (why === "" && people.length === 0) return <span className={ui.text["dim"]}>{none}</span>;
  return (
    <span title={[why, ...people].join(", ")}>
      {why !== "" && <span className={classes(css["second"], ui.text["soft"], ui.text["ellip"])}>{why}</span>}
      {people.length > 0 && (
        <span className={classes(css["second"], ui.text["dim"], ui.text["ellip"])}>{people.join(", ")}</span>
      )}
    </span>
  );
}
