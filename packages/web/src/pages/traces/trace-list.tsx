// The list of traces, page by page, of the range or of the selected region.
import type { TraceSummary } from "contract";
import { useCallback, useMemo, type JSX } from "react";

import { useApiPages } from "../../data/use-api.ts";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonTable } from "../../ui/skeleton.tsx";
import { useScrolledDown } from "../../ui/use-scrolled-down.ts";
import { type Column, columnsOf, isBuiltIn } from "./columns.tsx";
import { NoTraces } from "./no-traces.tsx";
import { type TracesSearch, tracesOnPage } from "./search.ts";
import { skeletonClass, skeletonColumns, TracesTable } from "./table.tsx";
import { useArriving } from "./use-arriving.ts";
import { useSelectedQuery } from "./use-selected-query.ts";

export interface TraceListProps {
  readonly search: TracesSearch;
  readonly onSearch: (change: TracesSearch) => void;
  /** Ids of the columns. */
  readonly columnIds: readonly string[];
}

export function TraceList({ search, onSearch, columnIds }: TraceListProps): JSX.Element {
  const columns: readonly Column[] = useMemo(() => columnsOf(columnIds), [columnIds]);
  const attributes = useMemo(() => columnIds.filter((id) => !isBuiltIn(id)), [columnIds]);
  const selected = useSelectedQuery(search);
  // The list has the traces of the spans that the region counts, whenever they began.
  const within = search.region === undefined ? undefined : "spans";
  const query = useMemo(
    () => ({ ...selected, within, order: search.order, column: attributes, limit: tracesOnPage }) as const,
    [selected, within, search.order, attributes],
  );
  // The list must not move while someone reads further down.
  const reading = useScrolledDown(240);
  const pages = useApiPages("/api/traces", { query }, { refresh: reading ? "still" : "live" });
  const listed = useMemo(() => unique(pages.data?.pages.flatMap((page) => page.items) ?? []), [pages.data]);
  const traces = useArriving(listed, attributes);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = pages;
  const more = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  const skeleton = <SkeletonTable head={skeletonColumns(columns)} rows={12} className={skeletonClass} />;
  return (
    <QueryView query={pages} skeleton={skeleton}>
      {() =>
        traces.length === 0 ? (
          <NoTraces search={search} onSearch={onSearch} />
        ) : (
          <TracesTable
            traces={traces}
            columns={columns}
            order={search.order}
            onOrder={(order) => onSearch({ order })}
            hasMore={hasNextPage}
            isLoadingMore={isFetchingNextPage}
            onMore={more}
          />
        )
      }
    </QueryView>
  );
}

/** A trace that grew between two requests may be on both pages. */
function unique(traces: readonly TraceSummary[]): readonly TraceSummary[] {
  return [...new Map(traces.map((trace) => [trace.traceId, trace])).values()];
}
