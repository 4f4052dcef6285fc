// Logs: the number of records by severity over time, and the records, newest first. New ones appear while the page is live.
import { getRouteApi } from "@tanstack/react-router";
import type { LogsQuery } from "contract";
import { useMemo, type JSX } from "react";

import { useApi, useApiPages } from "../../data/use-api.ts";
import { withoutBusinessRecords } from "../../lib/business-record.ts";
import { fixedRange, isMoving } from "../../lib/time-range.ts";
import { useLive } from "../../state/live.ts";
import { useScope, useScopeChanges } from "../../state/scope.ts";
import { CopyLink } from "../../ui/copy-button.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonBlock, SkeletonTable } from "../../ui/skeleton.tsx";
import { ui } from "../../ui/styles.ts";
import { useScrolledDown } from "../../ui/use-scrolled-down.ts";
import { LogBars } from "./log-bars.tsx";
import { LogFilters } from "./log-filters.tsx";
import { LogTable, skeletonClass } from "./log-table.tsx";

const route = getRouteApi("/logs");

const logColumns = ["Time", "Severity", ["Service", ui.screen["hidePhone"]], "Message"] as const;

/** The logs page. */
export function LogsPage(): JSX.Element {
  const { severity, text, trace, span, event, business } = route.useSearch();
  const { query: scope, range } = useScope();
  const { setRange } = useScopeChanges();
  const paused = useLive((state) => state.paused);
  const reading = useScrolledDown(240);
  const asked: LogsQuery = useMemo(() => {
    const plain = business === undefined && event === undefined ? withoutBusinessRecords : [];
    const filter = [...(scope.filter ?? []), ...plain];
    return { ...scope, filter, severity, text, traceId: trace, spanId: span, eventName: event };
  }, [scope, severity, text, trace, span, event, business]);
  // The list must not move while someone reads further down.
  const records = useApiPages(
    "/api/logs",
    { query: { ...asked, limit: 100 } },
    { refresh: reading ? "still" : "live", everyMs: 2500 },
  );
  const bars = useApi("/api/logs/histogram", { query: asked });
  const tailing = isMoving(range) && !paused;
  return (
    <>
      <PageHead
        title="Logs"
        sub={tailing ? (reading ? "Paused while you read · scroll up to continue" : "Live") : ""}
        actions={<CopyLink />}
      />
      <LogFilters />
      <QueryView inline query={bars} skeleton={<SkeletonBlock height={149} />}>
        {(data) => <LogBars result={data} onSelect={(from, to) => setRange(fixedRange(from, to))} />}
      </QueryView>
      <QueryView
        query={records}
        skeleton={<SkeletonTable head={logColumns} rows={12} className={skeletonClass} />}
      >
        {({ pages }) => (
          <LogTable
            records={pages.flatMap(({ items }) => items)}
            hasMore={records.hasNextPage}
            isLoadingMore={records.isFetchingNextPage}
            onMore={() => void records.fetchNextPage()}
          />
        )}
      </QueryView>
    </>
  );
}
