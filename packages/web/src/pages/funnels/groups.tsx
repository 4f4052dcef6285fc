// The conversion of a funnel by the values of an attribute of its first step.
import { leastEvidence, shareOf } from "catalog/measures";
import type { FunnelGroupsResult } from "contract";
import type { JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { formatMeasure } from "../../lib/format-measure.ts";
import { proportionZ, type Share, verdictOf } from "../../lib/significance.ts";
import { classes } from "../../ui/classes.ts";
import { Delta } from "../../ui/delta.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import type { Column } from "../../ui/list/column.ts";
import { ListSkeleton } from "../../ui/list/list-skeleton.tsx";
import { List } from "../../ui/list/list.tsx";
import { csvHeading, measureColumn } from "../../ui/list/measure-column.ts";
import { QueryView } from "../../ui/query-view.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./groups.module.css";
import type { FunnelSearch } from "./search.ts";
import type { StepsQuery } from "./use-steps-query.ts";

export interface FunnelGroupsProps {
  readonly funnel: string;
  readonly asked: StepsQuery;
  readonly search: FunnelSearch;
  readonly onSearch: (change: FunnelSearch) => void;
}

export function FunnelGroups({ funnel, asked, search, onSearch }: FunnelGroupsProps): JSX.Element {
  const query = useApi("/api/funnels/:name/groups", {
    params: { name: funnel },
    query: { ...asked, by: search.by },
  });
  const keys = query.data?.keys ?? [];
  const by = search.by ?? query.data?.by ?? "";
  return (
    <section className={ui.section["section"]} aria-label="Breakdown">
      <header>
        <h2>Conversion by</h2>
        <select
          className={css["by"]}
          aria-label="Attribute"
          value={by}
          disabled={keys.length === 0}
          onChange={(event) => onSearch({ by: event.target.value })}
        >
          {[...new Set([by, ...keys])].map((key) => (
            <option key={key}>{key}</option>
          ))}
        </select>
      </header>
      <QueryView query={query} inline skeleton={<ListSkeleton columns={groupColumns(1)} rows={4} />}>
        {({ groups, share }) => (
          <List
            label={`Conversion by ${by}`}
            columns={groupColumns(share)}
            rows={groups}
            keyOf={({ value }) => JSON.stringify(value)}
            empty={
              <EmptyState
                inline
                title="No attributes to compare"
                why="The first step of this funnel has no attributes. Pass them when you record the step."
              />
            }
          />
        )}
      </QueryView>
    </section>
  );
}

type Group = FunnelGroupsResult["groups"][number];

/** `each`: for how many people each one stands that was looked at. */
const groupColumns = (each: number): readonly Column<Group>[] => [
  {
    label: "Value",
    cellClass: classes(ui.text["ellip"], css["value"]),
    title: ({ value }) => value ?? undefined,
    cell: ({ value }) => (value === null ? <span className={ui.text["dim"]}>none</span> : <b>{value}</b>),
    csv: ({ value }) => value,
  },
  measureColumn("entered", ({ people }) => throughOf(people).total),
  measureColumn("finished", ({ people }) => throughOf(people).count, { hide: "phone" }),
  measureColumn("conversion", ({ people }) => conversionOf(people), {
    cellClass: css["share"],
    cell: ({ people }) => {
      const share = conversionOf(people);
      return (
        <>
          <span className={css["bar"]} aria-hidden="true">
            <i style={{ width: `${(share ?? 0) * 100}%` }} />
          </span>
          <b>{formatMeasure("conversion", share)}</b>
        </>
      );
    },
  }),
  {
    label: "vs. before",
    isFigure: true,
    cell: (group) => <Change group={group} each={each} />,
    csv: { [csvHeading("conversion", "before")]: ({ previous }) => conversionOf(previous) },
  },
];

/** How many of those who began reached the end. */
const throughOf = (people: readonly number[]): Share => ({
  count: people.at(-1) ?? 0,
  total: people[0] ?? 0,
});

function conversionOf(people: readonly number[]): number | null {
  const { count, total } = throughOf(people);
  return shareOf(count, total);
}

function Change({ group, each }: { readonly group: Group; readonly each: number }): JSX.Element {
  const now = throughOf(group.people);
  const before = throughOf(group.previous);
  const isComparable = Math.min(now.total, before.total) >= leastEvidence * each;
  const z = isComparable ? proportionZ(lookedAt(now, each), lookedAt(before, each)) : 0;
  return (
    <Delta
      now={conversionOf(group.people)}
      before={isComparable ? conversionOf(group.previous) : null}
      share
      verdict={verdictOf("conversion", z)}
      orNone
    />
  );
}

/** People who were looked at themselves: those they represent are not evidence. */
function lookedAt({ count, total }: Share, each: number): Share {
  return { count: count / each, total: total / each };
}
