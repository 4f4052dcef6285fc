// The changes of all alerts, the latest first.
import { getRouteApi, Link } from "@tanstack/react-router";
import type { AlertChange } from "contract";
import type { JSX } from "react";

import { useApiPages } from "../../../data/use-api.ts";
import { alertFormat } from "../../../lib/alert-value.ts";
import { classes } from "../../../ui/classes.ts";
import { EmptyState, ScopeWideners } from "../../../ui/empty-state.tsx";
import type { Column } from "../../../ui/list/column.ts";
import { ListSkeleton } from "../../../ui/list/list-skeleton.tsx";
import { List } from "../../../ui/list/list.tsx";
import { moreRows } from "../../../ui/list/more-rows.ts";
import { QueryView } from "../../../ui/query-view.tsx";
import { ui } from "../../../ui/styles.ts";
import { Time } from "../../../ui/time.tsx";
import { useScrolledDown } from "../../../ui/use-scrolled-down.ts";
import { changeValues, changeWord } from "../parts/change-words.ts";
import { labelsText } from "../parts/labels-text.ts";
import { Labels } from "../parts/labels.tsx";
import { StateWord } from "../parts/state-word.tsx";
import { useAlertRange } from "../parts/use-alert-range.ts";
import css from "./history.module.css";

const route = getRouteApi("/alerts");

const behind = (change: AlertChange): string =>
  change.reason === "" ? changeValues(change).join(" · ") : change.reason;

const columns: readonly Column<AlertChange>[] = [
  {
    label: "Time",
    className: css["time"],
    cellClass: ui.text["soft"],
    cell: ({ time }) => <Time at={time} />,
    csv: ({ time }) => time,
  },
  {
    label: "Alert",
    hasLink: true,
    title: ({ rule }) => rule,
    cell: (change) => <Name change={change} />,
    csv: { Alert: ({ rule }) => rule, Group: ({ group }) => labelsText(group) },
  },
  {
    label: "Change",
    hide: "phone",
    className: css["change"],
    cell: (change) => <StateWord state={change.to} word={changeWord(change)} />,
    csv: changeWord,
  },
  {
    label: "Value",
    isFigure: true,
    className: css["value"],
    title: ({ value }) => (value === null ? undefined : String(value)),
    cell: ({ unit, value }) => alertFormat(unit)(value),
    csv: { Value: ({ value }) => value, Unit: ({ unit }) => unit },
  },
  {
    label: "Values behind it",
    hide: "narrow",
    className: css["behind"],
    cellClass: ui.text["dim"],
    title: behind,
    cell: behind,
    csv: {
      "Values behind it": ({ values }) => JSON.stringify(values),
      Reason: ({ reason }) => reason,
    },
  },
];

export function History(): JSX.Element {
  const { rule } = route.useSearch();
  const range = useAlertRange();
  const reading = useScrolledDown(240);
  const query = useApiPages(
    "/api/alert-history",
    { query: { ...range, rule, limit: 100 } },
    { refresh: reading ? "still" : "live", everyMs: 10_000 },
  );
  return (
    <QueryView
      query={query}
      skeleton={<ListSkeleton columns={columns} rows={10} className={css["history"]} />}
    >
      {({ pages }) => (
        <List
          label="History"
          className={css["history"]}
          columns={columns}
          rows={pages.flatMap(({ items }) => items)}
          keyOf={({ id }) => id}
          empty={
            <EmptyState
              title="No alert changed in this range"
              why="The history has each change of each alert, with the values behind it."
              actions={<ScopeWideners />}
            />
          }
          more={moreRows(query, ({ items }) => items)}
        />
      )}
    </QueryView>
  );
}

function Name({ change }: { readonly change: AlertChange }): JSX.Element {
  const { alertId, rule, group, to } = change;
  return (
    <span className={css["line"]}>
      <Link
        className={classes(ui.table["rowLink"], ui.text["strong"], ui.text["ellip"])}
        to="/alerts/$id"
        params={{ id: alertId }}
      >
        {rule}
      </Link>
      <Labels labels={group} />
      <span className={css["short"]}>
        <StateWord state={to} word={changeWord(change)} />
      </span>
    </span>
  );
}
