// Bottlenecks: what makes operations slow, with the time that each costs and the traces that show it.
import { getRouteApi } from "@tanstack/react-router";
import type { JSX } from "react";

import { useApiPages } from "../../data/use-api.ts";
import { useScope } from "../../state/scope.ts";
import { CopyLink } from "../../ui/copy-button.tsx";
import { ListSkeleton } from "../../ui/list/list-skeleton.tsx";
import { moreRows } from "../../ui/list/more-rows.ts";
import { NotKnownNote } from "../../ui/not-known.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { useNotDetected } from "../../ui/use-not-known.ts";
import { useScrolledDown } from "../../ui/use-scrolled-down.ts";
import { bottleneckColumns, bottlenecksClass, BottlenecksTable } from "./bottlenecks-table.tsx";
import { BottleneckFilters } from "./filters.tsx";
import { NoBottlenecks } from "./no-bottlenecks.tsx";

const route = getRouteApi("/bottlenecks");
const detectors = ["bottlenecks", "history"] as const;
const skeleton = <ListSkeleton columns={bottleneckColumns} rows={8} className={bottlenecksClass} />;

export function BottlenecksPage(): JSX.Element {
  const { kind, sort } = route.useSearch();
  const { rangeQuery, service } = useScope();
  // The list must not move while the user reads further down.
  const reading = useScrolledDown(240);
  const query = useApiPages(
    "/api/bottlenecks",
    { query: { ...rangeQuery, service, kind, sort, limit: 100 } },
    { refresh: reading ? "still" : "live" },
  );
  const { notKnown, isKnown } = useNotDetected(detectors);
  return (
    <>
      <PageHead
        title="Bottlenecks"
        sub="found in traces and their history, worst first"
        actions={<CopyLink />}
      />
      <BottleneckFilters />
      <NotKnownNote items={notKnown} />
      <QueryView query={query} skeleton={skeleton}>
        {({ pages }) => {
          const found = pages.flatMap(({ items }) => items);
          if (found.length > 0)
            return <BottlenecksTable bottlenecks={found} more={moreRows(query, ({ items }) => items)} />;
          if (isKnown === undefined) return skeleton;
          return <NoBottlenecks filtered={kind !== undefined} isKnown={isKnown} />;
        }}
      </QueryView>
    </>
  );
}
