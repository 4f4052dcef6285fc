// Findings of the live check, violations first.
import { getRouteApi } from "@tanstack/react-router";
import { useCallback, type JSX } from "react";

import { useApiPages } from "../../data/use-api.ts";
import { useScope } from "../../state/scope.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonTable } from "../../ui/skeleton.tsx";
import { FindingsTable, findingColumns } from "./findings-table.tsx";

const route = getRouteApi("/catalog");

export function FindingsList({ hasCatalog }: { readonly hasCatalog: boolean }): JSX.Element | null {
  const { level, search } = route.useSearch();
  const { rangeQuery, service } = useScope();
  const query = useApiPages("/api/catalog/findings", {
    query: { ...rangeQuery, service, level, search, limit: 100 },
  });
  const { fetchNextPage } = query;
  const onMore = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  if (!hasCatalog) return null;
  return (
    <QueryView query={query} skeleton={<SkeletonTable head={findingColumns} rows={8} />}>
      {({ pages }) => {
        const findings = pages.flatMap(({ items }) => items);
        return findings.length === 0 ? (
          <EmptyState
            title="No findings"
            why="What arrives in this range is as the catalogs declare it, or the filters above leave nothing."
          />
        ) : (
          <FindingsTable
            findings={findings}
            hasMore={query.hasNextPage}
            isLoadingMore={query.isFetchingNextPage}
            onMore={onMore}
          />
        );
      }}
    </QueryView>
  );
}
