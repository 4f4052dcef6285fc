// The traces: filters, a picture of their durations, and the list, page by page.
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
import { useScrolledDown } from "../../ui/use-scrolled-down.ts";
import { SkeletonBlock, SkeletonTable } from "../../ui/skeleton.tsx";
import { Filters } from "./filters.tsx";
import { NoTraces } from "./no-traces.tsx";
import { Scatter } from "./scatter.tsx";
import type { TracesSearch } from "./search.ts";
import { columns, skeletonClass, TracesTable } from "./table.tsx";
import css from "./traces.module.css";
import { ui } from "../../ui/styles.ts";

const route = getRouteApi("/traces");
const pageSize = 100;

export function TracesPage(): JSX.Element {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = useCallback(
    (part: TracesSearch) =>
      void navigate({ search: (previous) => ({ ...previous, ...part }), replace: true }),
    [navigate],
  );
  const pages = useTracePages(search);
  const traces = useMemo(() => unique(pages.data?.pages.flatMap((page) => page.items) ?? []), [pages.data]);
  const names = useMemo(
    () => [...new Set(traces.map((trace) => trace.rootName))].filter(Boolean).toSorted(),
    [traces],
  );
  return (
    <>
      <PageHead
        title="Traces"
        sub={pages.data === undefined ? "\u00a0" : subline(traces, pages.hasNextPage, search)}
        actions={<CopyLink />}
      />
      <Filters search={search} onSearch={change} names={names} />
      <QueryView query={pages} skeleton={<Loading />}>
        {() =>
          traces.length === 0 ? (
            <NoTraces search={search} onSearch={change} />
          ) : (
            <List traces={traces} order={search.order} pages={pages} />
          )
        }
      </QueryView>
    </>
  );
}

/** Pages of the traces that the scope and the filters select. */
function useTracePages(search: TracesSearch) {
  const { query: scope } = useScope();
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
  // The list must not move while someone reads further down.
  const reading = useScrolledDown(240);
  return useApiPages("/api/traces", { query }, { refresh: reading ? "still" : "live" });
}

function Loading(): JSX.Element {
  return (
    <>
      <SkeletonBlock height={192} />
      <SkeletonTable head={columns} rows={12} className={skeletonClass} />
    </>
  );
}

interface ListProps {
  readonly traces: readonly TraceSummary[];
  readonly order: TracesSearch["order"];
  readonly pages: ReturnType<typeof useTracePages>;
}

function List({ traces, order, pages }: ListProps): JSX.Element {
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages;
  const [focused, setFocused] = useState<string | undefined>(undefined);
  const more = (): void => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage();
  };
  const onRow = (id: string | undefined): void => {
    setFocused(id);
    // The keys j and k load the next page before the end of the list.
    if (id !== undefined && traces.slice(-3).some((trace) => trace.traceId === id)) more();
  };
  return (
    <>
      <Picture traces={traces} partial={hasNextPage && order !== "slowest"} selected={focused} />
      <TracesTable traces={traces} order={order} onRow={onRow} />
      {hasNextPage && (
        <p className={css["more"]}>
          <button type="button" className={ui.button["button"]} disabled={isFetchingNextPage} onClick={more}>
            {isFetchingNextPage ? "Loading…" : `Show ${pageSize} more`}
          </button>
        </p>
      )}
    </>
  );
}

/** The durations of the list. `partial`: there are more traces, so the picture starts at the oldest of the list instead of the start of the range. */
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
      <p className={css["pictureTitle"]}>
        <b>Duration</b>{" "}
        <span className={ui.text["dim"]}>
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

/** A trace that grew between two requests may be on both pages. */
function unique(traces: readonly TraceSummary[]): readonly TraceSummary[] {
  return [...new Map(traces.map((trace) => [trace.traceId, trace])).values()];
}
