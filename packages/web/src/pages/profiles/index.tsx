// Profiles: what profiled operations cost, and CPU profiles of slow spans.
import { shareOf } from "catalog/measures";
import { linkOptions } from "@tanstack/react-router";
import type { ProfileSummary } from "contract";
import type { JSX } from "react";

import { formatMeasure } from "../../lib/format-measure.ts";
import { useApi, useApiPages } from "../../data/use-api.ts";
import { lackOfCounts, lackOfFigures } from "../../lib/comparable.ts";
import { formatBytes, formatCount, formatShare } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { useScope } from "../../state/scope.ts";
import { AndMore } from "../../ui/and-more.tsx";
import { CopyLink } from "../../ui/copy-button.tsx";
import { cpuProfileColumns, CpuProfilesTable } from "../../ui/cpu-profiles-table.tsx";
import { Delta } from "../../ui/delta.tsx";
import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import type { Column } from "../../ui/list/column.ts";
import { ListSkeleton } from "../../ui/list/list-skeleton.tsx";
import { List } from "../../ui/list/list.tsx";
import { moreRows } from "../../ui/list/more-rows.ts";
import { measureHeading } from "../../ui/list/measure-column.ts";
import { PageHead } from "../../ui/page-head.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { ServiceName } from "../../ui/service-name.tsx";
import { Snippet } from "../../ui/snippet.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./profiles.module.css";

export function ProfilesPage(): JSX.Element {
  const { rangeQuery, service } = useScope();
  const query = useApi("/api/profiles", { query: { ...rangeQuery, service } });
  return (
    <>
      <PageHead
        title="Profiles"
        sub="what profiled operations cost, most time first"
        actions={<CopyLink />}
      />
      <QueryView query={query} skeleton={<ListSkeleton columns={columns} className={css["table"]} />}>
        {({ profiles, truncated }) => (
          <>
            <List
              label="Profiles"
              truncated={truncated}
              className={css["table"]}
              columns={columns}
              rows={profiles}
              keyOf={({ name }) => name}
              empty={<NoProfiles />}
            />
            <AndMore
              truncated={truncated}
              things="operations"
              by="time"
              fix="Choose a service or an environment, or a shorter time range."
            />
          </>
        )}
      </QueryView>
      <CpuProfiles />
    </>
  );
}

const columns: readonly Column<ProfileSummary>[] = [
  {
    label: "Operation",
    isName: true,
    title: ({ name }) => name,
    link: ({ name }) => linkOptions({ to: "/profiles/$name", params: { name } }),
    cell: ({ name }) => name,
    csv: ({ name }) => name,
  },
  {
    label: "Service",
    hide: "narrow",
    cell: ({ services }) => (
      <>
        {services[0] !== undefined && <ServiceName name={services[0]} />}
        {services.length > 1 && <span className={ui.text["dim"]}> and {services.length - 1}</span>}
      </>
    ),
    csv: ({ services }) => services.join(", "),
  },
  {
    label: "Runs",
    isFigure: true,
    title: ({ current }) => String(current.count),
    cell: ({ current, previous }) => (
      <>
        {formatCount(current.count)}{" "}
        <Delta
          className={css["delta"]}
          now={current.count}
          before={previous.count}
          lack={lackOfCounts(current.count, previous.count)}
        />
      </>
    ),
    csv: { Runs: ({ current }) => current.count, "Runs before": ({ previous }) => previous.count },
  },
  {
    ...measureHeading("runErrorShare"),
    hide: "narrow",
    title: ({ current }) => `${current.errors} of ${current.count} stored runs`,
    cell: ({ current }) => formatMeasure("runErrorShare", shareOf(current.errors, current.count)),
    csv: { "Failed runs": ({ current }) => current.errors },
  },
  {
    label: "Duration p95",
    isFigure: true,
    cell: (profile) => <DurationCell profile={profile} figure="p95Ms" />,
    csv: {
      "Duration p95 (ms)": ({ current }) => current.p95Ms,
      "Duration p95 before (ms)": ({ previous }) => previous.p95Ms,
    },
  },
  {
    label: "CPU p95",
    isFigure: true,
    hide: "phone",
    cell: (profile) => <DurationCell profile={profile} figure="cpuP95Ms" />,
    csv: {
      "CPU p95 (ms)": ({ current }) => current.cpuP95Ms,
      "CPU p95 before (ms)": ({ previous }) => previous.cpuP95Ms,
    },
  },
  {
    label: "Memory growth p95",
    isFigure: true,
    hide: "phone",
    cell: ({ current }) => formatBytes(current.memoryDeltaP95),
    csv: { "Memory growth p95 (bytes)": ({ current }) => current.memoryDeltaP95 },
  },
  {
    label: "Loop delay",
    isFigure: true,
    hide: "narrow",
    cell: ({ current }) => formatDuration(current.loopDelayMs),
    csv: { "Loop delay (ms)": ({ current }) => current.loopDelayMs },
  },
  {
    label: "GC",
    isFigure: true,
    hide: "narrow",
    cell: ({ current }) => formatShare(current.gcShare),
    csv: { "GC (share)": ({ current }) => current.gcShare },
  },
];

/** A duration, and its change. */
function DurationCell({
  profile: { current, previous },
  figure,
}: {
  readonly profile: ProfileSummary;
  readonly figure: "p95Ms" | "cpuP95Ms";
}): JSX.Element {
  return (
    <>
      {formatDuration(current[figure])}{" "}
      <Delta
        className={css["delta"]}
        now={current[figure]}
        before={previous[figure]}
        format={formatDuration}
        lack={lackOfFigures(current.count, previous.count)}
      />
    </>
  );
}

function CpuProfiles(): JSX.Element {
  const { rangeQuery, service } = useScope();
  const query = useApiPages("/api/cpu-profiles", { query: { ...rangeQuery, service, limit: 50 } });
  return (
    <section className={ui.section["section"]} aria-label="CPU profiles">
      <header>
        <h2>CPU profiles</h2>
        <span className={ui.text["dim"]}>of slow spans, newest first; a row opens its flame graph</span>
      </header>
      <QueryView query={query} inline skeleton={<ListSkeleton columns={cpuProfileColumns} rows={3} />}>
        {({ pages }) => (
          <CpuProfilesTable
            items={pages.flatMap((page) => page.items)}
            more={moreRows(query, ({ items }) => items)}
            empty={
              <EmptyState
                inline
                title="No CPU profiles in this range"
                why="Start the application with TELLTALE_CPU_PROFILES=true: spans of a second and more then get a CPU profile."
              />
            }
          />
        )}
      </QueryView>
    </section>
  );
}

const example = `import { profile } from "telltale";

const ranked = await profile("rank results", async () => rank(hits));`;

function NoProfiles(): JSX.Element {
  return (
    <EmptyState
      title="No profiled operations in this range"
      guide="profiles"
      why="profile() measures time, CPU, memory, event loop and garbage collection of a piece of work."
      actions={<ScopeWideners />}
      snippet={<Snippet code={example} />}
    />
  );
}
