// Spans by the values of one attribute: rate, errors, durations. Each row leads to the traces of its value.
import { Table } from "@mantine/core";
import type { SpanGroup, SpanGroupsResult } from "contract";
import type { JSX } from "react";

import { formatDuration } from "../../lib/format-duration.ts";
import { formatCount, formatRate, formatShare } from "../../lib/format.ts";
import { none } from "../../lib/locale.ts";
import { formatSpan } from "../../lib/time.ts";
import { classes } from "../../ui/classes.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { ServiceName } from "../../ui/service-name.tsx";
import { SkeletonTable } from "../../ui/skeleton.tsx";
import { Status, StatusMark } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import { GroupLink } from "./group-link.tsx";
import type { GroupSort, TracesSearch } from "./search.ts";
import css from "./span-groups.module.css";
import { useGroups } from "./use-groups.ts";

export interface SpanGroupsProps {
  readonly search: TracesSearch;
  readonly onSearch: (change: TracesSearch) => void;
}

const heads: readonly (readonly [sort: GroupSort | undefined, label: string])[] = [
  ["value", "Value"],
  [undefined, "Rate"],
  ["errors", "Errors"],
  ["p50", "p50"],
  ["p95", "p95"],
];

const orders: Readonly<Record<GroupSort | "rate", (a: SpanGroup, b: SpanGroup) => number>> = {
  value: (a, b) => a.value.localeCompare(b.value, undefined, { numeric: true }),
  rate: (a, b) => b.spans - a.spans,
  errors: (a, b) => b.errors / b.spans - a.errors / a.spans,
  p50: (a, b) => (b.p50Ms ?? 0) - (a.p50Ms ?? 0),
  p95: (a, b) => (b.p95Ms ?? 0) - (a.p95Ms ?? 0),
};

export function SpanGroups({ search, onSearch }: SpanGroupsProps): JSX.Element {
  const by = search.by ?? "";
  const { groups, early } = useGroups(search);
  const onSort = (sort: GroupSort | undefined): void => onSearch({ sort });
  if (by === "")
    return (
      <EmptyState
        title="Choose an attribute to group by"
        why="Each of its values gets a row with rate, errors and durations of its spans."
      />
    );
  return (
    <QueryView
      query={groups}
      skeleton={
        early === undefined || early.groups.length === 0 ? (
          <SkeletonTable head={heads.map(([, label]) => label)} rows={8} />
        ) : (
          <>
            <EarlyNote result={early} />
            <Groups result={early} sort={search.sort} onSort={onSort} />
          </>
        )
      }
    >
      {(result) =>
        result.groups.length === 0 ? (
          <EmptyState
            title={`No span here has ${by}`}
            why="Choose another attribute, a longer range or fewer filters."
          />
        ) : (
          <Groups result={result} sort={search.sort} onSort={onSort} />
        )
      }
    </QueryView>
  );
}

function EarlyNote({ result }: { readonly result: SpanGroupsResult }): JSX.Element {
  return (
    <p className={ui.note["note"]}>
      <Status kind="info">partial</Status>
      <span className={ui.note["text"]}>
        These are the spans of {formatSpan(Date.parse(result.from), Date.parse(result.to))}. The whole range
        is still being counted.
      </span>
    </p>
  );
}

function Groups({
  result,
  sort,
  onSort,
}: {
  readonly result: SpanGroupsResult;
  readonly sort: GroupSort | undefined;
  readonly onSort: (sort: GroupSort | undefined) => void;
}): JSX.Element {
  const seconds = Math.max(1, (Date.parse(result.to) - Date.parse(result.from)) / 1000);
  const rows = result.groups.toSorted(orders[sort ?? "rate"]);
  return (
    <>
      <Table aria-label={`Groups by ${result.by}`} className={classes(ui.table["table"], css["groups"])}>
        <Table.Thead className={ui.table["sticky"]}>
          <Table.Tr>
            {heads.map(([id, label]) => (
              <Table.Th
                key={label}
                className={label === "Value" ? "" : ui.table["num"]}
                {...(id === sort ? { "aria-sort": id === "value" ? "ascending" : "descending" } : {})}
              >
                <button type="button" onClick={() => onSort(id)}>
                  {label === "Value" ? result.by : label}
                  {id === sort && <span aria-hidden="true"> {id === "value" ? "↑" : "↓"}</span>}
                </button>
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((group) => (
            <GroupRow key={group.value} by={result.by} group={group} seconds={seconds} />
          ))}
        </Table.Tbody>
      </Table>
      <p className={classes(ui.text["dim"], css["foot"])}>
        {result.truncated && `The ${formatCount(rows.length)} most frequent values. `}
        {result.without !== null &&
          result.without > 0 &&
          `${formatCount(result.without)} spans without ${result.by}.`}
      </p>
    </>
  );
}

function GroupRow({
  by,
  group,
  seconds,
}: {
  readonly by: string;
  readonly group: SpanGroup;
  readonly seconds: number;
}): JSX.Element {
  const { value, spans, errors, p50Ms, p95Ms } = group;
  return (
    <Table.Tr>
      <Table.Td className={css["value"]}>
        <GroupLink by={by} value={value}>
          {by === "service.name" ? <ServiceName name={value} /> : value}
        </GroupLink>
      </Table.Td>
      <Table.Td className={ui.table["num"]} title={`${formatCount(spans)} spans`}>
        {formatRate(spans / seconds)}
      </Table.Td>
      <Table.Td className={ui.table["num"]} title={`${formatCount(errors)} of ${formatCount(spans)} spans`}>
        {errors === 0 ? (
          <span className={ui.text["dim"]}>{none}</span>
        ) : (
          <span className={css["errors"]}>
            <StatusMark kind="error" /> {formatShare(errors / spans)}
          </span>
        )}
      </Table.Td>
      <Table.Td className={ui.table["num"]}>{formatDuration(p50Ms)}</Table.Td>
      <Table.Td className={ui.table["num"]}>{formatDuration(p95Ms)}</Table.Td>
    </Table.Tr>
  );
}
