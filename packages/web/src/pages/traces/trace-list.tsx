// The list of traces, page by page, of the range or of the selected region.
import type { TraceSummary } from "contract";
import { useMemo, type JSX } from "react";

import { useApiPages } from "../../data/use-api.ts";
import { ListSkeleton } from "../../ui/list/list-skeleton.tsx";
import { List } from "../../ui/list/list.tsx";
import { moreRows } from "../../ui/list/more-rows.ts";
import { QueryView } from "../../ui/query-view.tsx";
import { useScrolledDown } from "../../ui/use-scrolled-down.ts";
import css from "./columns.module.css";
import { columnsOf, isBuiltIn } from "./columns.tsx";
import { NoTraces } from "./no-traces.tsx";
import { type TracesSearch, tracesOnPage } from "./search.ts";
import { useArriving } from "./use-arriving.ts";
import { useSelectedQuery } from "./use-selected-query.ts";

export interface TraceListProps {
  readonly search: TracesSearch;
  readonly onSearch: (change: TracesSearch) => void;
  /** Ids of the columns. */
  readonly columnIds: readonly string[];
}

export function TraceList({ search, onSearch, columnIds }: TraceListProps): JSX.Element {
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
  const longestNs = traces.reduce((most, trace) => Math.max(most, Number(trace.durationNs)), 1);
  const sorted = search.order ?? "newest";
  const columns = columnsOf(columnIds, sorted, longestNs);
  return (
    <QueryView
      query={pages}
      skeleton={<ListSkeleton columns={columns} rows={12} className={css["traces"]} />}
    >
      {() => (
        <List
          label="Traces"
          className={css["traces"]}
          columns={columns}
          rows={traces}
          rowHeight={33}
          keyOf={({ traceId }) => traceId}
          hasStickyHead
          sorting={{
            by: sorted,
            onSort: (order) => onSearch({ order: order === "newest" ? undefined : order }),
          }}
          more={moreRows(pages, ({ items }) => items)}
          empty={<NoTraces search={search} onSearch={onSearch} />}
        />
      )}
    </QueryView>
  );
}

/** A trace that grew between two requests may be on both pages. */
function unique(traces: readonly TraceSummary[]): readonly TraceSummary[] {
  return [...new Map(traces.map((trace) => [trace.traceId, trace])).values()];
}
