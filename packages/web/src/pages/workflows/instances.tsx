// The instances of a type: filters of status, state, transition and id, all in the address; a page at a time.
import { linkOptions } from "@tanstack/react-router";
import type { WorkflowInstance } from "contract";
import { useMemo, type JSX } from "react";

import { useApiPages } from "../../data/use-api.ts";
import type { Late } from "../../lib/completeness.ts";
import { formatCount } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { none } from "../../lib/locale.ts";
import { exactTimeNs, formatAge, nsToMs } from "../../lib/time.ts";
import { useScope } from "../../state/scope.ts";
import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import type { Column } from "../../ui/list/column.ts";
import { ListSkeleton } from "../../ui/list/list-skeleton.tsx";
import { List } from "../../ui/list/list.tsx";
import { moreRows } from "../../ui/list/more-rows.ts";
import { QueryView } from "../../ui/query-view.tsx";
import { Status } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import { useScrolledDown } from "../../ui/use-scrolled-down.ts";
import { InstanceFilters } from "./instance-filters.tsx";
import css from "./instances.module.css";
import { InstanceStatus } from "./instance-status.tsx";
import { statusOf } from "./late-type.ts";
import { readTransition } from "./transition-key.ts";
import type { PartProps } from "./part-props.ts";

export function Instances({ result, search, onSearch }: PartProps): JSX.Element {
  const { type } = result.summary;
  const columns = useMemo(() => columnsOf(result.late), [result.late]);
  const { stepQuery } = useScope();
  // The list must not move while the user reads further down.
  const reading = useScrolledDown(600);
  const via = search.via === undefined ? undefined : readTransition(search.via);
  const query = useApiPages(
    "/api/workflow-instances",
    {
      query: {
        ...stepQuery,
        type,
        status: search.only,
        state: search.in,
        transitionFrom: via?.from,
        transitionTo: via?.to,
        search: search.search,
        sort: search.sort,
        limit: 100,
      },
    },
    { refresh: reading ? "still" : "live" },
  );
  return (
    <section className={ui.section["section"]} aria-label="Instances">
      <InstanceFilters result={result} search={search} onSearch={onSearch} />
      <QueryView
        query={query}
        skeleton={<ListSkeleton columns={columns} rows={8} className={css["rows"]} />}
        inline
      >
        {({ pages }) => (
          <List
            label="Instances"
            className={css["rows"]}
            columns={columns}
            rows={pages.flatMap(({ items }) => items)}
            keyOf={({ id }) => id}
            empty={<NoInstances onSearch={onSearch} />}
            more={moreRows(query, ({ items }) => items)}
          />
        )}
      </QueryView>
    </section>
  );
}

function NoInstances({ onSearch }: Pick<PartProps, "onSearch">): JSX.Element {
  const all = { only: undefined, in: undefined, via: undefined, search: undefined };
  return (
    <EmptyState
      inline
      title="No instances match these filters"
      actions={
        <>
          <button type="button" className={ui.button["button"]} onClick={() => onSearch(all)}>
            Show all
          </button>
          <ScopeWideners />
        </>
      }
    />
  );
}

const columnsOf = (late: Late | undefined): readonly Column<WorkflowInstance>[] => [
  {
    label: "Id",
    link: ({ type, id }) => linkOptions({ to: "/workflows/$type/$id", params: { type, id }, title: id }),
    cell: ({ id }) => id,
    csv: ({ id }) => id,
  },
  { label: "State", cell: ({ state }) => (state === "" ? none : state), csv: ({ state }) => state },
  {
    label: "Status",
    cell: (instance) => (
      <>
        <InstanceStatus instance={instance} late={late} />{" "}
        {instance.illegal > 0 && (
          <Status kind="error">{instance.illegal === 1 ? "illegal" : `${instance.illegal} illegal`}</Status>
        )}
      </>
    ),
    csv: {
      Status: (instance) => statusOf(instance, late),
      Illegal: ({ illegal }) => illegal,
    },
  },
  {
    label: "Started",
    hide: "phone",
    cellClass: ui.text["dim"],
    cell: ({ startNs }) => <Time ns={startNs} />,
    csv: ({ startNs }) => exactTimeNs(startNs),
  },
  {
    label: "Last event",
    isFigure: true,
    title: ({ lastNs }) => `${formatAge(nsToMs(lastNs))} ago`,
    cell: ({ lastNs }) => <Time ns={lastNs} />,
    csv: ({ lastNs }) => exactTimeNs(lastNs),
  },
  {
    label: "Duration",
    isFigure: true,
    hide: "phone",
    cell: ({ durationMs }) => formatDuration(durationMs),
    csv: { "Duration (ms)": ({ durationMs }) => durationMs },
  },
  {
    label: "Events",
    isFigure: true,
    hide: "phone",
    title: ({ hasMoreEvents }) =>
      hasMoreEvents ? "It has more events: count, illegal and returns are of the newest ones" : undefined,
    cell: ({ eventCount, hasMoreEvents }) => `${formatCount(eventCount)}${hasMoreEvents ? "+" : ""}`,
    csv: ({ eventCount }) => eventCount,
  },
  {
    label: "Returns",
    isFigure: true,
    hide: "narrow",
    cell: ({ returns }) => (returns === 0 ? none : returns),
    csv: ({ returns }) => returns,
  },
  {
    label: "User",
    hide: "narrow",
    cell: ({ user }) => (user === "" ? none : user),
    csv: ({ user }) => user,
  },
];
