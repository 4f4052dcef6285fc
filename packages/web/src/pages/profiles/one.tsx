// One profiled operation: its figures, its duration over time, and its runs with their spans.
import { getRouteApi, Link } from "@tanstack/react-router";
import type { ProfileClass, ProfileResult, ProfileSummary } from "contract";
import { useMemo, type JSX } from "react";

import { useApiPages } from "../../data/use-api.ts";
import { lackOfCounts, lackOfFigures } from "../../lib/comparable.ts";
import { formatBytes, formatCount, formatShare } from "../../lib/format.ts";
import { formatDuration } from "../../lib/format-duration.ts";
import { fixedRange } from "../../lib/time-range.ts";
import { useLate } from "../../state/completeness.ts";
import { useScope, useScopeChanges } from "../../state/scope.ts";
import { Chart } from "../../ui/chart.tsx";
import { ChartTitle } from "../../ui/chart-title.tsx";
import { CopyLink } from "../../ui/copy-button.tsx";
import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import { Figures } from "../../ui/figures.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { Segments } from "../../ui/segments.tsx";
import { SkeletonBlock } from "../../ui/skeleton.tsx";
import { Status } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import { ListSkeleton } from "../../ui/list/list-skeleton.tsx";
import { moreRows } from "../../ui/list/more-rows.ts";
import { runColumns, RunsTable } from "./runs-table.tsx";

const route = getRouteApi("/profiles/$name");
const runClasses: readonly (readonly [ProfileClass | undefined, string])[] = [
  [undefined, "all"],
  ["fast", "fast"],
  ["normal", "normal"],
  ["slow", "slow"],
  ["very_slow", "very slow"],
];

export function ProfilePage(): JSX.Element {
  const { name } = route.useParams();
  const { class: runClass } = route.useSearch();
  const navigate = route.useNavigate();
  const { rangeQuery, service } = useScope();
  const query = useApiPages("/api/profiles/:name", {
    params: { name },
    query: { ...rangeQuery, service, class: runClass, limit: 100 },
  });
  return (
    <>
      <PageHead
        crumbs={<Link to="/profiles">Profiles</Link>}
        title={name}
        sub={query.data?.pages[0]?.summary.services.join(", ") ?? ""}
        actions={<CopyLink />}
      />
      <QueryView query={query} skeleton={<PageSkeleton />}>
        {({ pages: [first, ...others] }) =>
          first === undefined || first.summary.current.count === 0 ? (
            <EmptyState
              title={`No runs of ${name} in this range`}
              why="Check the name of the profile, or choose a longer range or another service."
              actions={<ScopeWideners />}
            />
          ) : (
            <>
              <Cost summary={first.summary} />
              <DurationChart result={first} />
              <section className={ui.section["section"]} aria-label="Runs">
                <header>
                  <h2>Runs</h2>
                  <span className={ui.text["dim"]}>newest first; a row opens its span</span>
                  <span className={ui.section["end"]}>
                    <Segments
                      label="Class"
                      value={runClass}
                      choices={runClasses}
                      onChange={(next) =>
                        void navigate({
                          search: (previous) => ({ ...previous, class: next }),
                          resetScroll: false,
                        })
                      }
                    />
                  </span>
                </header>
                <RunsTable
                  runs={[first, ...others].flatMap(({ items }) => items)}
                  more={moreRows(query, ({ items }) => items)}
                />
              </section>
            </>
          )
        }
      </QueryView>
    </>
  );
}

function Cost({ summary: { current, previous } }: { readonly summary: ProfileSummary }): JSX.Element {
  const lack = lackOfFigures(current.count, previous.count);
  return (
    <>
      <Figures
        figures={[
          {
            label: "runs",
            value: formatCount(current.count),
            delta: {
              now: current.count,
              before: previous.count,
              lack: lackOfCounts(current.count, previous.count),
            },
          },
          { label: "failed runs", value: formatCount(current.errors) },
          {
            label: "duration p95",
            value: formatDuration(current.p95Ms),
            delta: { now: current.p95Ms, before: previous.p95Ms, format: formatDuration, lack },
          },
          {
            label: "CPU p95",
            value: formatDuration(current.cpuP95Ms),
            delta: { now: current.cpuP95Ms, before: previous.cpuP95Ms, format: formatDuration, lack },
          },
          { label: "memory growth p95", value: formatBytes(current.memoryDeltaP95) },
          { label: "peak memory", value: formatBytes(current.memoryPeak) },
          { label: "loop delay", value: formatDuration(current.loopDelayMs) },
          { label: "GC", value: formatShare(current.gcShare) },
        ]}
      />
      {current.overlapped > 0 && (
        <p className={ui.note["note"]}>
          <Status kind="info">{formatCount(current.overlapped)} runs overlapped</Status>
          <span className={ui.note["text"]}>
            Their CPU and memory figures are those of the whole process, with the work of all runs at the
            time.
          </span>
        </p>
      )}
    </>
  );
}

function DurationChart({
  result: { summary, stepMs, from, to },
}: {
  readonly result: ProfileResult;
}): JSX.Element {
  const { setRange } = useScopeChanges();
  const { name, buckets, services } = summary;
  const late = useLate(["spans"], services);
  const times = useMemo(() => buckets.map(({ time }) => Date.parse(time)), [buckets]);
  const series = useMemo(
    () => [
      {
        label: "p95",
        values: buckets.map(({ p95Ms }) => p95Ms),
        color: "var(--chart-now)",
        kind: "line" as const,
      },
    ],
    [buckets],
  );
  return (
    <section aria-label="Duration over time">
      <ChartTitle
        name="duration"
        chart={{ title: `${name}: duration p95`, sources: [{ profile: name, measure: "p95" }] }}
        ofAll
      >
        p95
      </ChartTitle>
      <Chart
        times={times}
        stepMs={stepMs}
        fromMs={Date.parse(from)}
        toMs={Date.parse(to)}
        series={series}
        format={formatDuration}
        height={160}
        late={late}
        label={`${name}: duration p95 over time`}
        onSelect={(fromMs, toMs) => setRange(fixedRange(fromMs, toMs))}
      />
    </section>
  );
}

function PageSkeleton(): JSX.Element {
  return (
    <>
      <SkeletonBlock height={56} />
      <SkeletonBlock height={180} />
      <ListSkeleton columns={runColumns} />
    </>
  );
}
