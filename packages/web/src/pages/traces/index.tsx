// All traces: a picture of their durations, filters, and the list, page by page.
import { getRouteApi } from "@tanstack/react-router";
import type { TraceSummary } from "contract";
import { useCallback, useMemo, useState, type JSX } from "react";

import { useApiPages } from "../../data/use-api.ts";
import { formatCount } from "../../lib/format.ts";
import { fixedRange, resolveRange } from "../../lib/time-range.ts";
import { formatTime, nsToMs } from "../../lib/time.ts";
import { useScope, useScopeChanges } from "../../state/scope.ts";
import { CopyLink } from "../../ui/copy-button.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { useRowKeys } from "../../ui/use-row-keys.ts";
import { useScrolledDown } from "../../ui/use-scrolled-down.ts";
import { SkeletonBlock, SkeletonTable } from "../../ui/skeleton.tsx";
import { Filters } from "./filters.tsx";
import { NoTraces } from "./no-traces.tsx";
import { Scatter } from "./scatter.tsx";
import type { TracesSearch } from "./search.ts";
import { columns, TracesTable } from "./table.tsx";
import "./traces.css";

const route = getRouteApi("/traces");
const pageSize = 100;

export function TracesPage(): JSX.Element {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { query: scope } = useScope();
  const change = useCallback(
    (part: TracesSearch) =>
      void navigate({ search: (previous) => ({ ...previous, ...part }), replace: true }),
    [navigate],
  );
  const query = useMemo(
    () => ({
      ...scope,
      name: search.name,
      status: search.status,
      minDurationMs: search.min,
      maxDurationMs: search.max,
      order: search.order,
      limit: pageSize,
    }),
    [scope, search],
  );
  // Someone who reads further down must not have the list move under the eyes.
  const reading = useScrolledDown(240);
  const pages = useApiPages("/api/traces", { query }, { refresh: reading ? "still" : "live" });
  const traces = useMemo(() => unique(pages.data?.pages.flatMap((page) => page.items) ?? []), [pages.data]);
  const names = useMemo(
    () => [...new Set(traces.map((trace) => trace.rootName))].filter(Boolean).toSorted(),
    [traces],
  );
  const more = (): void => {
    if (pages.hasNextPage && !pages.isFetchingNextPage) void pages.fetchNextPage();
  };
  useRowKeys(".traces");
  const [pointed, setPointed] = useState<string | undefined>(undefined);
  const onRow = (id: string | undefined): void => {
    setPointed(id);
    // The keys come near the end: there is more to walk through.
    if (id !== undefined && traces.slice(-3).some((trace) => trace.traceId === id)) more();
  };

  return (
    <>
      <PageHead
        title="Traces"
        sub={pages.data === undefined ? "\u00a0" : subline(traces, pages.hasNextPage, search)}
        actions={<CopyLink />}
      />
      <Filters search={search} onSearch={change} names={names} />
      <QueryView
        query={pages}
        skeleton={
          <>
            <SkeletonBlock height={192} />
            <SkeletonTable head={columns} rows={12} className="traces" />
          </>
        }
      >
        {() =>
          traces.length === 0 ? (
            <NoTraces search={search} onSearch={change} />
          ) : (
            <>
              <Picture
                traces={traces}
                partial={pages.hasNextPage && search.order !== "slowest"}
                selected={pointed}
              />
              <TracesTable traces={traces} order={search.order} onRow={onRow} />
              {pages.hasNextPage && (
                <p className="more-row">
                  <button type="button" className="btn" disabled={pages.isFetchingNextPage} onClick={more}>
                    {pages.isFetchingNextPage ? "Loading…" : `Show ${pageSize} more`}
                  </button>
                </p>
              )}
            </>
          )
        }
      </QueryView>
    </>
  );
}

/** While there are more, the picture begins where the list ends: nothing looks empty that was only not read. */
function Picture({
  traces,
  partial,
  selected,
}: {
  readonly traces: readonly TraceSummary[];
  readonly partial: boolean;
  readonly selected: string | undefined;
}): JSX.Element {
  const { range } = useScope();
  const { setRange } = useScopeChanges();
  const { fromMs, toMs } = resolveRange(range);
  const oldest = Math.min(...traces.map((trace) => nsToMs(trace.startNs)));
  const newest = Math.max(...traces.map((trace) => nsToMs(trace.startNs)));
  const from = partial ? Math.max(fromMs, oldest - (newest - oldest) * 0.02) : fromMs;
  return (
    <section aria-label="Durations">
      <p className="chart-title">
        <b>Duration</b>{" "}
        <span className="dim">
          by start, logarithmic
          {partial ? `; the ${formatCount(traces.length)} traces since ${formatTime(from)}` : ""}
        </span>
      </p>
      <Scatter
        traces={traces}
        fromMs={from}
        toMs={Math.max(toMs, newest)}
        selected={selected}
        onRange={(a, b) => setRange(fixedRange(a, b))}
      />
    </section>
  );
}

function subline(traces: readonly TraceSummary[], more: boolean, search: TracesSearch): string {
  if (traces.length === 0) return "none in this range";
  const failed = traces.filter((trace) => trace.errorCount > 0).length;
  const which = search.order === "slowest" ? "slowest" : "newest";
  const count = more
    ? `${which} ${formatCount(traces.length)}`
    : `${formatCount(traces.length)} in this range`;
  return failed === 0 ? count : `${count} · ${formatCount(failed)} with errors`;
}

/** A trace that grew between two pages may come in both. */
function unique(traces: readonly TraceSummary[]): readonly TraceSummary[] {
  return [...new Map(traces.map((trace) => [trace.traceId, trace])).values()];
}
