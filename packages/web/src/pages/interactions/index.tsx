// Interactions: contacts with customers, their satisfaction and results by type, channel and tier, and the traces behind bad ones.
import { shareOf } from "catalog/measures";
import { getRouteApi } from "@tanstack/react-router";
import type { InteractionsResult } from "contract";
import type { JSX } from "react";

import { formatMeasure } from "../../lib/format-measure.ts";
import { useApiPages } from "../../data/use-api.ts";
import { lackOfCounts, lackOfFigures } from "../../lib/comparable.ts";
import { formatCount, formatNumber } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { formatAmounts, formatMoneyExact } from "../../lib/format-money.ts";
import { describePrevious, namePrevious } from "../../lib/range-words.ts";
import { useLate } from "../../state/completeness.ts";
import { useScope } from "../../state/scope.ts";
import { CopyLink } from "../../ui/copy-button.tsx";
import { CompleteNote } from "../../ui/complete-note.tsx";
import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import { figureOf, Figures } from "../../ui/figures.tsx";
import { moreRows } from "../../ui/list/more-rows.ts";
import { ListSkeleton } from "../../ui/list/list-skeleton.tsx";
import { LateEmpty } from "../../ui/late-empty.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { Segments } from "../../ui/segments.tsx";
import { SkeletonBlock } from "../../ui/skeleton.tsx";
import { Snippet } from "../../ui/snippet.tsx";
import { ui } from "../../ui/styles.ts";
import { useScrolledDown } from "../../ui/use-scrolled-down.ts";
import { Chosen } from "./chosen.tsx";
import { ContactsTable, type ContactsTableProps } from "./contacts-table.tsx";
import { groupColumns, GroupsTable } from "./groups-table.tsx";
import css from "./interactions.module.css";
import type { Dimension, InteractionsSearch } from "./search.ts";
import { TrendCharts } from "./trend-charts.tsx";

const route = getRouteApi("/interactions");
const dimensions = [
  ["type", "type"],
  [undefined, "channel"],
  ["tier", "tier"],
] as const;
/** Scales differ: to 5 and to 10 are usual. Those that leave out no rated contact are not offered. */
const limits = [
  [undefined, "all"],
  ["2", "rated 2 or less"],
  ["3", "3 or less"],
  ["6", "6 or less"],
] as const;

export function InteractionsPage(): JSX.Element {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { stepQuery } = useScope();
  const reading = useScrolledDown(900);
  const { by = "channel", type, channel, tier, result, customer, atMost } = search;
  const query = useApiPages(
    "/api/interactions",
    { query: { ...stepQuery, by, type, channel, tier, result, customer, atMost, limit: 100 } },
    { refresh: reading ? "still" : "live" },
  );
  const change = (part: InteractionsSearch): void =>
    void navigate({ search: (previous) => ({ ...previous, ...part }), resetScroll: false });
  const first = query.data?.pages[0];
  const sub =
    first === undefined
      ? "contacts with customers"
      : `compared with ${namePrevious(Date.parse(first.from), Date.parse(first.to))}, ${describePrevious(first.from, first.to)}`;
  const late = useLate(["business"]);
  const contacts = query.data?.pages.flatMap(({ items }) => items) ?? [];
  const part = { search, onSearch: change };
  return (
    <>
      <PageHead title="Interactions" sub={sub} actions={<CopyLink />} />
      <div className={css["filters"]}>
        <Segments
          label="By"
          value={search.by}
          choices={dimensions}
          onChange={(next) => change({ by: next })}
        />
        <Chosen {...part} />
      </div>
      <QueryView query={query} skeleton={<PageSkeleton />}>
        {({ pages: [page] }) =>
          page === undefined || (page.current.count === 0 && contacts.length === 0) ? (
            late === undefined ? (
              <NoInteractions {...part} />
            ) : (
              <LateEmpty late={late} things="interactions" />
            )
          ) : (
            <>
              <CompleteNote completeUpTo={page.completeUpTo} from={page.from} />
              <Summary result={page} />
              <TrendCharts result={page} by={by} search={search} />
              <Groups result={page} by={by} onSearch={change} />
              <Contacts
                {...part}
                highest={page.current.highest ?? 0}
                rows={contacts}
                more={moreRows(query, ({ items }) => items)}
              />
            </>
          )
        }
      </QueryView>
    </>
  );
}

function Contacts({
  search: { atMost },
  onSearch,
  highest,
  ...table
}: Omit<ContactsTableProps, "onCustomer"> & {
  /** The highest rating of the range. */
  readonly highest: number;
  readonly search: InteractionsSearch;
  readonly onSearch: (part: InteractionsSearch) => void;
}): JSX.Element {
  return (
    <section className={ui.section["section"]} aria-label="Contacts">
      <header>
        <h2>Contacts</h2>
        <span className={ui.text["dim"]}>newest first; a row opens its trace</span>
        <span className={ui.section["end"]}>
          <Segments
            label="Satisfaction"
            value={atMost === undefined ? undefined : (String(atMost) as "2")}
            choices={limits.filter(
              // the highest rating is one of those that are shown: with a limit it says nothing of the scale
              ([limit]) => limit === undefined || atMost !== undefined || Number(limit) < highest,
            )}
            onChange={(next) => onSearch({ atMost: next === undefined ? undefined : Number(next) })}
          />
        </span>
      </header>
      {table.rows.length === 0 ? (
        <EmptyState
          inline
          title="No contact with such a rating"
          why="Contacts without a rating are not in this list."
        />
      ) : (
        <ContactsTable {...table} onCustomer={(customer) => onSearch({ customer })} />
      )}
    </section>
  );
}

function Summary({
  result: { current, previous, completeUpTo, from },
}: {
  readonly result: InteractionsResult;
}): JSX.Element {
  const isNone = completeUpTo !== null && Date.parse(completeUpTo) <= Date.parse(from);
  const lack = isNone ? "not complete" : undefined;
  const counts = lack ?? lackOfCounts(current.count, previous.count);
  const rated = lack ?? lackOfFigures(current.rated, previous.rated);
  return (
    <Figures
      figures={[
        {
          label: "contacts",
          value: formatCount(current.count),
          delta: { now: current.count, before: previous.count, lack: counts },
        },
        {
          label: "satisfaction",
          value: formatNumber(current.satisfaction),
          title: `average of ${current.rated} rated contacts`,
          delta: { now: current.satisfaction, before: previous.satisfaction, lack: rated },
        },
        {
          ...figureOf("ratedShare"),
          value: formatMeasure("ratedShare", shareOf(current.rated, current.count)),
          title: `${formatCount(current.rated)} rated contacts`,
          delta: {
            now: shareOf(current.rated, current.count),
            before: shareOf(previous.rated, previous.count),
            share: true,
            lack: counts,
          },
        },
        { label: "median duration", value: formatDuration(current.p50Ms) },
        {
          label: "value",
          value: formatAmounts(current.values, 2),
          title: current.values.map(formatMoneyExact).join(", "),
        },
        {
          label: "revenue impact",
          value: formatAmounts(current.revenueImpacts, 2),
          title: current.revenueImpacts.map(formatMoneyExact).join(", "),
        },
      ]}
    />
  );
}

function Groups({
  result,
  by,
  onSearch,
}: {
  readonly result: InteractionsResult;
  readonly by: Dimension;
  readonly onSearch: (part: InteractionsSearch) => void;
}): JSX.Element {
  const [groups, truncated] = {
    type: [result.types, result.truncatedTypes] as const,
    channel: [result.channels, result.truncatedChannels] as const,
    tier: [result.tiers, result.truncatedTiers] as const,
  }[by];
  return (
    <div className={css["columns"]}>
      <section className={ui.section["section"]}>
        <header>
          <h2>By {by}</h2>
          <span className={ui.text["dim"]}>a row filters the page</span>
        </header>
        <GroupsTable
          label={by}
          groups={groups}
          truncated={truncated}
          onFilter={(value) => onSearch({ [by]: value })}
        />
      </section>
      <section className={ui.section["section"]}>
        <header>
          <h2>By result</h2>
        </header>
        <GroupsTable
          label="result"
          groups={result.results}
          truncated={result.truncatedResults}
          onFilter={(value) => onSearch({ result: value })}
        />
      </section>
    </div>
  );
}

const example = `import { interaction } from "telltale";

await interaction("support contact", { customer: "c1", channel: "chat" }, async (contact) => {
  contact.result("solved", { satisfaction: 5 });
});`;

function NoInteractions({
  search: { type, channel, tier, result, customer },
  onSearch,
}: {
  readonly search: InteractionsSearch;
  readonly onSearch: (part: InteractionsSearch) => void;
}): JSX.Element {
  const isFiltered = [type, channel, tier, result, customer].some((one) => one !== undefined);
  if (isFiltered)
    return (
      <EmptyState
        title="No contact matches these filters"
        actions={
          <button
            type="button"
            className={ui.button["button"]}
            onClick={() =>
              onSearch({
                type: undefined,
                channel: undefined,
                tier: undefined,
                result: undefined,
                customer: undefined,
              })
            }
          >
            Show all
          </button>
        }
      />
    );
  return (
    <EmptyState
      title="No interactions in this range"
      guide="interactions"
      why="An interaction is one contact with a customer, with a channel, a result and a rating. Record them with interaction()."
      actions={<ScopeWideners />}
      snippet={<Snippet code={example} />}
    />
  );
}

function PageSkeleton(): JSX.Element {
  return (
    <>
      <SkeletonBlock height={56} />
      <SkeletonBlock height={200} />
      <ListSkeleton columns={groupColumns("channel", () => undefined)} rows={4} className={css["groups"]} />
    </>
  );
}
