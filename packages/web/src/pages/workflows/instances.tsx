// The instances of a type: filters of status, state, transition and id, all in the address; a page at a time.
import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { WorkflowInstance } from "contract";
import { useCallback, type JSX } from "react";

import { useApiPages } from "../../data/use-api.ts";
import { formatCount } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { none } from "../../lib/locale.ts";
import { formatAge, nsToMs } from "../../lib/time.ts";
import { useScope } from "../../state/scope.ts";
import { classes } from "../../ui/classes.ts";
import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonTable } from "../../ui/skeleton.tsx";
import { Status } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import { useScrolledDown } from "../../ui/use-scrolled-down.ts";
import { VirtualRows } from "../../ui/virtual-rows.tsx";
import { InstanceFilters } from "./instance-filters.tsx";
import css from "./instances.module.css";
import { InstanceStatus } from "./instance-status.tsx";
import { readTransition } from "./search.ts";
import type { PartProps } from "./part-props.ts";

const head = ["Id", "State", "Status", "Last event", "Duration", "Events"];

export function Instances({ result, search, onSearch }: PartProps): JSX.Element {
  const { type } = result.summary;
  const { query: scope } = useScope();
  // The list must not move while the user reads further down.
  const reading = useScrolledDown(600);
  const via = search.via === undefined ? undefined : readTransition(search.via);
  const query = useApiPages(
    "/api/workflow-instances",
    {
      query: {
        ...scope,
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
  const { fetchNextPage } = query;
  const onMore = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  return (
    <section className={ui.section["section"]} aria-label="Instances">
      <InstanceFilters result={result} search={search} onSearch={onSearch} />
      <QueryView query={query} skeleton={<SkeletonTable head={head} rows={8} />} inline>
        {({ pages }) => {
          const rows = pages.flatMap(({ items }) => items);
          return rows.length === 0 ? (
            <NoInstances onSearch={onSearch} />
          ) : (
            <Rows
              rows={rows}
              hasMore={query.hasNextPage}
              isLoadingMore={query.isFetchingNextPage}
              onMore={onMore}
            />
          );
        }}
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

interface RowsProps {
  readonly rows: readonly WorkflowInstance[];
  readonly hasMore: boolean;
  readonly isLoadingMore: boolean;
  readonly onMore: () => void;
}

function Rows({ rows, ...more }: RowsProps): JSX.Element {
  const num = ui.table["num"];
  return (
    <div className={ui.screen["scrollX"]}>
      <Table aria-label="Instances" className={classes(ui.table["table"], css["rows"])}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Id</Table.Th>
            <Table.Th>State</Table.Th>
            <Table.Th>Status</Table.Th>
            <Table.Th className={ui.screen["hidePhone"]}>Started</Table.Th>
            <Table.Th className={num}>Last event</Table.Th>
            <Table.Th className={classes(num, ui.screen["hidePhone"])}>Duration</Table.Th>
            <Table.Th className={classes(num, ui.screen["hidePhone"])}>Events</Table.Th>
            <Table.Th className={classes(num, ui.screen["hideNarrow"])}>Returns</Table.Th>
            <Table.Th className={ui.screen["hideNarrow"]}>User</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <VirtualRows rows={rows} rowHeight={32} keyOf={({ id }) => id} {...more}>
          {(row, index, measure) => <Row key={row.id} row={row} index={index} measure={measure} />}
        </VirtualRows>
      </Table>
    </div>
  );
}

function Row({
  row,
  index,
  measure,
}: {
  readonly row: WorkflowInstance;
  readonly index: number;
  readonly measure: (element: HTMLElement | null) => void;
}): JSX.Element {
  const { type, id, state, startNs, lastNs, durationMs, eventCount, returns, user, illegal } = row;
  const num = ui.table["num"];
  return (
    <Table.Tr ref={measure} data-index={index}>
      <Table.Td>
        <Link
          className={classes(ui.table["rowLink"], ui.text["strong"])}
          to="/workflows/$type/$id"
          params={{ type, id }}
          title={id}
        >
          {id}
        </Link>
      </Table.Td>
      <Table.Td>{state === "" ? none : state}</Table.Td>
      <Table.Td>
        <InstanceStatus instance={row} />{" "}
        {illegal > 0 && <Status kind="error">{illegal === 1 ? "illegal" : `${illegal} illegal`}</Status>}
      </Table.Td>
      <Table.Td className={classes(ui.text["dim"], ui.screen["hidePhone"])}>
        <Time ns={startNs} />
      </Table.Td>
      <Table.Td className={num} title={`${formatAge(nsToMs(lastNs))} ago`}>
        <Time ns={lastNs} />
      </Table.Td>
      <Table.Td className={classes(num, ui.screen["hidePhone"])}>{formatDuration(durationMs)}</Table.Td>
      <Table.Td className={classes(num, ui.screen["hidePhone"])}>{formatCount(eventCount)}</Table.Td>
      <Table.Td className={classes(num, ui.screen["hideNarrow"])}>{returns === 0 ? none : returns}</Table.Td>
      <Table.Td className={classes(ui.screen["hideNarrow"], ui.text["ellip"])}>
        {user === "" ? none : user}
      </Table.Td>
    </Table.Tr>
  );
}
