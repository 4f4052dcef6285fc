// The conversion of a funnel by the values of an attribute of its first step.
import { Table } from "@mantine/core";
import type { FunnelGroupsResult } from "contract";
import type { JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { few } from "../../lib/comparable.ts";
import { formatCount, formatShare } from "../../lib/format.ts";
import { notable, proportionZ, type Share } from "../../lib/significance.ts";
import { useScope } from "../../state/scope.ts";
import { classes } from "../../ui/classes.ts";
import { Delta, type Verdict } from "../../ui/delta.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonTable } from "../../ui/skeleton.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./groups.module.css";
import { type FunnelSearch, toRules } from "./search.ts";

export interface FunnelGroupsProps {
  readonly funnel: string;
  readonly search: FunnelSearch;
  readonly onSearch: (change: FunnelSearch) => void;
}

const heads = ["Value", "Started", "Finished", "Conversion", "vs. before"];

export function FunnelGroups({ funnel, search, onSearch }: FunnelGroupsProps): JSX.Element {
  const { rangeQuery } = useScope();
  const query = useApi("/api/funnels/:name/groups", {
    params: { name: funnel },
    query: { ...rangeQuery, ...toRules(search), by: search.by },
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
      <QueryView query={query} inline skeleton={<SkeletonTable head={heads} rows={4} />}>
        {(result) => <Groups result={result} />}
      </QueryView>
    </section>
  );
}

function Groups({ result: { groups, by, share } }: { readonly result: FunnelGroupsResult }): JSX.Element {
  if (groups.length === 0)
    return (
      <EmptyState
        inline
        title="No attributes to compare"
        why="The first step of this funnel has no attributes. Pass them when you record the step."
      />
    );
  return (
    <div className={ui.screen["scrollX"]}>
      <Table className={ui.table["still"]} aria-label={`Conversion by ${by}`}>
        <Table.Thead>
          <Table.Tr>
            {heads.map((head, at) => (
              <Table.Th key={head} className={at === 0 ? "" : ui.table["num"]}>
                {head}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {groups.map((group) => (
            <Group key={group.value} group={group} each={share} />
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}

function Group({
  group: { value, people, previous },
  each,
}: {
  readonly group: FunnelGroupsResult["groups"][number];
  /** For how many people each one stands that was looked at. */
  readonly each: number;
}): JSX.Element {
  const now = { count: people.at(-1) ?? 0, total: people[0] ?? 0 };
  const before = { count: previous.at(-1) ?? 0, total: previous[0] ?? 0 };
  const isComparable = Math.min(now.total, before.total) >= few * each;
  const z = isComparable ? proportionZ(lookedAt(now, each), lookedAt(before, each)) : 0;
  const verdict: Verdict = z < -notable ? "bad" : z > notable ? "good" : "usual";
  const share = now.total === 0 ? null : now.count / now.total;
  return (
    <Table.Tr>
      <Table.Td className={classes(ui.text["ellip"], css["value"])} title={value ?? undefined}>
        {value === null ? <span className={ui.text["dim"]}>none</span> : <b>{value}</b>}
      </Table.Td>
      <Table.Td className={ui.table["num"]}>{formatCount(now.total)}</Table.Td>
      <Table.Td className={ui.table["num"]}>{formatCount(now.count)}</Table.Td>
      <Table.Td className={classes(ui.table["num"], css["share"])}>
        <span className={css["bar"]} aria-hidden="true">
          <i style={{ width: `${(share ?? 0) * 100}%` }} />
        </span>
        <b>{formatShare(share)}</b>
      </Table.Td>
      <Table.Td className={ui.table["num"]}>
        <Delta
          now={share}
          before={isComparable ? before.count / before.total : null}
          share
          verdict={verdict}
          orNone
        />
      </Table.Td>
    </Table.Tr>
  );
}

/** People who were looked at themselves: those they stand for are no evidence. */
function lookedAt({ count, total }: Share, each: number): Share {
  return { count: count / each, total: total / each };
}
