// The changes of all alerts, the latest first.
import { Table } from "@mantine/core";
import { getRouteApi, Link } from "@tanstack/react-router";
import type { AlertChange } from "contract";
import { useCallback, type JSX } from "react";

import { useApiPages } from "../../../data/use-api.ts";
import { alertFormat } from "../../../lib/alert-value.ts";
import { classes } from "../../../ui/classes.ts";
import { EmptyState, ScopeWideners } from "../../../ui/empty-state.tsx";
import { QueryView } from "../../../ui/query-view.tsx";
import { SkeletonTable } from "../../../ui/skeleton.tsx";
import { ui } from "../../../ui/styles.ts";
import { Time } from "../../../ui/time.tsx";
import { useScrolledDown } from "../../../ui/use-scrolled-down.ts";
import { VirtualRows } from "../../../ui/virtual-rows.tsx";
import { changeValues, changeWord } from "../parts/change-words.ts";
import { Labels } from "../parts/labels.tsx";
import { StateWord } from "../parts/state-word.tsx";
import { useAlertRange } from "../parts/use-alert-range.ts";
import css from "./history.module.css";

const route = getRouteApi("/alerts");

const columns = [
  ["Time", css["time"]],
  ["Alert", undefined],
  ["Change", classes(css["change"], ui.screen["hidePhone"])],
  ["Value", classes(ui.table["num"], css["value"])],
  ["Values behind it", classes(css["behind"], ui.screen["hideNarrow"])],
] as const;

export function History(): JSX.Element {
  const { rule } = route.useSearch();
  const range = useAlertRange();
  const reading = useScrolledDown(240);
  const query = useApiPages(
    "/api/alert-history",
    { query: { ...range, rule, limit: 100 } },
    { refresh: reading ? "still" : "live", everyMs: 10_000 },
  );
  const { fetchNextPage } = query;
  const onMore = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  return (
    <QueryView query={query} skeleton={<SkeletonTable head={columns} rows={10} className={css["history"]} />}>
      {({ pages }) => {
        const changes = pages.flatMap(({ items }) => items);
        return changes.length === 0 ? (
          <EmptyState
            title="No alert changed in this range"
            why="The history has each change of each alert, with the values behind it."
            actions={<ScopeWideners />}
          />
        ) : (
          <Changes
            changes={changes}
            hasMore={query.hasNextPage}
            isLoadingMore={query.isFetchingNextPage}
            onMore={onMore}
          />
        );
      }}
    </QueryView>
  );
}

function Changes({
  changes,
  ...more
}: {
  readonly changes: readonly AlertChange[];
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly onMore: () => void;
}): JSX.Element {
  return (
    <Table aria-label="History" className={classes(ui.table["table"], css["history"])}>
      <Table.Thead>
        <Table.Tr>
          {columns.map(([name, className]) => (
            <Table.Th key={name} className={className}>
              {name}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <VirtualRows rows={changes} rowHeight={32} keyOf={({ id }) => id} {...more}>
        {(change, index, measure) => <Row key={change.id} {...{ change, index, measure }} />}
      </VirtualRows>
    </Table>
  );
}

function Row({
  change,
  index,
  measure,
}: {
  readonly change: AlertChange;
  readonly index: number;
  readonly measure: (element: HTMLElement | null) => void;
}): JSX.Element {
  const { alertId, rule, group, time, to, value, unit, reason } = change;
  const behind = reason === "" ? changeValues(change).join(" · ") : reason;
  return (
    <Table.Tr ref={measure} data-index={index}>
      <Table.Td className={ui.text["soft"]}>
        <Time at={time} />
      </Table.Td>
      <Table.Td title={rule}>
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
      </Table.Td>
      <Table.Td className={ui.screen["hidePhone"]}>
        <StateWord state={to} word={changeWord(change)} />
      </Table.Td>
      <Table.Td className={ui.table["num"]} title={value === null ? undefined : String(value)}>
        {alertFormat(unit)(value)}
      </Table.Td>
      <Table.Td className={classes(ui.text["dim"], ui.screen["hideNarrow"])} title={behind}>
        {behind}
      </Table.Td>
    </Table.Tr>
  );
}
