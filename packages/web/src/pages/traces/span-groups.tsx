// Spans by the values of one attribute: rate, errors, durations. Each row leads to the traces of its value.
import { rateOf } from "catalog/measures";
import type { SpanGroup, SpanGroupsResult } from "contract";
import type { JSX } from "react";

import { standsForMore } from "../../lib/estimated-rate.ts";
import { formatCount } from "../../lib/format.ts";
import { formatMeasure } from "../../lib/format-measure.ts";
import { none } from "../../lib/locale.ts";
import { formatSpan } from "../../lib/time.ts";
import { classes } from "../../ui/classes.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import type { Column } from "../../ui/list/column.ts";
import { ListSkeleton } from "../../ui/list/list-skeleton.tsx";
import { List } from "../../ui/list/list.tsx";
import { csvHeading, measureColumn, measureHeading } from "../../ui/list/measure-column.ts";
import { QueryView } from "../../ui/query-view.tsx";
import { ServiceName } from "../../ui/service-name.tsx";
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

type Order = GroupSort | "rate";

const orders: Readonly<Record<Order, (a: SpanGroup, b: SpanGroup) => number>> = {
  value: (a, b) => a.value.localeCompare(b.value, undefined, { numeric: true }),
  rate: (a, b) => b.estimatedSpans - a.estimatedSpans,
  errors: (a, b) => b.errorRate - a.errorRate,
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
          <ListSkeleton columns={columnsOf(by)} rows={8} className={css["groups"]} />
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
  const order = sort ?? "rate";
  const rows = result.groups.toSorted(orders[order]);
  return (
    <>
      <List
        label={`Groups by ${result.by}`}
        className={css["groups"]}
        columns={columnsOf(result.by, (spans) => rateOf(spans, result))}
        rows={rows}
        keyOf={({ value }) => value}
        hasStickyHead
        sorting={{
          by: order,
          direction: order === "value" ? "ascending" : "descending",
          onSort: (by) => onSort(by === "rate" ? undefined : by),
        }}
      />
      <p className={classes(ui.text["dim"], css["foot"])}>
        {result.truncated && `The ${formatCount(rows.length)} most frequent values. `}
        {result.without !== null &&
          result.without > 0 &&
          `${formatCount(result.without)} spans without ${result.by}.`}
      </p>
    </>
  );
}

const isEstimate = ({ spans, estimatedSpans }: SpanGroup): boolean => standsForMore(spans, estimatedSpans);

/** @param perSecond absent: for the skeleton. */
const columnsOf = (
  by: string,
  perSecond: (spans: number) => number = Number,
): readonly Column<SpanGroup, Order>[] => [
  {
    id: "value",
    label: by,
    sort: "value",
    hasLink: true,
    className: css["value"],
    cell: ({ value }) => (
      <GroupLink by={by} value={value}>
        {by === "service.name" ? <ServiceName name={value} /> : value}
      </GroupLink>
    ),
    csv: ({ value }) => value,
  },
  {
    ...measureHeading("spanRate"),
    sort: "rate",
    title: ({ spans }) => `${formatCount(spans)} stored spans`,
    cell: (group) => formatMeasure("spanRate", perSecond(group.estimatedSpans), isEstimate(group)),
    csv: {
      [csvHeading("storedSpans")]: ({ spans }) => spans,
      [csvHeading("spanRate")]: ({ estimatedSpans }) => perSecond(estimatedSpans),
    },
  },
  {
    ...measureHeading("spanErrorShare"),
    sort: "errors",
    title: ({ errors, spans }) => `${formatCount(errors)} of ${formatCount(spans)} stored spans`,
    cell: (group) =>
      group.errors === 0 ? (
        <span className={ui.text["dim"]}>{none}</span>
      ) : (
        <span className={css["errors"]}>
          <StatusMark kind="error" /> {formatMeasure("spanErrorShare", group.errorRate, isEstimate(group))}
        </span>
      ),
    csv: {
      "Stored errors": ({ errors }) => errors,
      [csvHeading("spanErrorShare")]: ({ errorRate }) => errorRate,
    },
  },
  measureColumn("spanLatency.p50", ({ p50Ms }) => p50Ms, { sort: "p50" }),
  measureColumn("spanLatency.p95", ({ p95Ms }) => p95Ms, { sort: "p95" }),
];
