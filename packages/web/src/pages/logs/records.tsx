// The records, with the bars above and facets beside them.
import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import type { LogHistogramQuery } from "contract";
import { useEffect, useMemo, type JSX } from "react";

import { keepFirstPage, useApi, useApiPages } from "../../data/use-api.ts";
import { fixedRange } from "../../lib/time-range.ts";
import { useScopeChanges } from "../../state/scope.ts";
import { ListSkeleton } from "../../ui/list/list-skeleton.tsx";
import { moreRows } from "../../ui/list/more-rows.ts";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonBlock } from "../../ui/skeleton.tsx";
import { ui } from "../../ui/styles.ts";
import { Facets } from "./facets.tsx";
import { LogBars } from "./log-bars.tsx";
import { logColumns, logsClass, LogTable } from "./log-table.tsx";
import { PinnedRecord } from "./pinned-record.tsx";
import css from "./records.module.css";
import type { Tail } from "./use-tail.ts";

const route = getRouteApi("/logs");
/** A tail shows a record within a second after it is stored. */
const tailMs = 750;
/** More are not kept in the page: a narrower range or filter finds what is meant. */
const mostPages = 50;

export function Records({
  conditions,
  tail,
}: {
  readonly conditions: LogHistogramQuery;
  readonly tail: Tail;
}): JSX.Element {
  const { record: opened } = route.useSearch();
  const { setRange } = useScopeChanges();
  // The list must not move while someone reads further down.
  const asked = useMemo(() => ({ query: { ...conditions, limit: 100 } }), [conditions]);
  const records = useApiPages("/api/logs", asked, {
    refresh: tail.state === "reading" ? "still" : "live",
    everyMs: tailMs,
  });
  const more = moreRows(records, ({ items }) => items);
  const client = useQueryClient();
  const isLive = tail.state === "live";
  // The tail is of the newest page only.
  useEffect(() => {
    if (isLive) void keepFirstPage(client, "/api/logs", asked);
  }, [isLive, client, asked]);
  const bars = useApi("/api/logs/histogram", { query: conditions });
  const newestNs = records.data?.pages[0]?.items[0]?.timeNs ?? "";
  const { setShownNs } = tail;
  useEffect(() => setShownNs(newestNs), [newestNs, setShownNs]);
  return (
    <>
      <QueryView inline query={bars} skeleton={<SkeletonBlock height={149} />}>
        {(data) => <LogBars result={data} onSelect={(from, to) => setRange(fixedRange(from, to))} />}
      </QueryView>
      <div className={css["sides"]}>
        <Facets conditions={conditions} severities={bars.data} />
        <div className={css["list"]}>
          <QueryView
            query={records}
            skeleton={<ListSkeleton columns={logColumns} rows={12} className={logsClass} />}
          >
            {({ pages }) => {
              const all = pages.flatMap(({ items }) => items);
              const isListed = opened === undefined || all.some(({ id }) => id === opened);
              return (
                <>
                  {!isListed && <PinnedRecord id={opened} />}
                  <LogTable
                    records={all}
                    more={{ ...more, hasMore: more.hasMore && pages.length < mostPages }}
                  />
                  {records.hasNextPage && pages.length >= mostPages && (
                    <p className={ui.text["dim"]}>
                      These are the newest {all.length} records. Narrow the range or the filter to see others.
                    </p>
                  )}
                </>
              );
            }}
          </QueryView>
        </div>
      </div>
    </>
  );
}
