// Findings of the live check, violations first.
import { getRouteApi, Link } from "@tanstack/react-router";
import type { JSX } from "react";

import { useApiPages } from "../../data/use-api.ts";
import { useScope } from "../../state/scope.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ListSkeleton } from "../../ui/list/list-skeleton.tsx";
import { moreRows } from "../../ui/list/more-rows.ts";
import { QueryView } from "../../ui/query-view.tsx";
import { ui } from "../../ui/styles.ts";
import { findingColumns, findingsClass, FindingsTable } from "./findings-table.tsx";

const route = getRouteApi("/catalog");

export function FindingsList({ hasCatalog }: { readonly hasCatalog: boolean }): JSX.Element | null {
  const { level, search } = route.useSearch();
  const { rangeQuery, service } = useScope();
  const query = useApiPages("/api/catalog/findings", {
    query: { ...rangeQuery, service, level, search, limit: 100 },
  });
  const isFiltered = level !== undefined || search !== undefined;
  if (!hasCatalog) return null;
  return (
    <QueryView
      query={query}
      skeleton={<ListSkeleton columns={findingColumns} rows={8} className={findingsClass} />}
    >
      {({ pages }) => {
        const findings = pages.flatMap(({ items }) => items);
        return findings.length === 0 ? (
          <EmptyState
            title={isFiltered ? "No findings match these filters" : "No findings"}
            why={isFiltered ? undefined : "What arrives in this range is as the catalogs declare it."}
            actions={
              isFiltered && (
                <Link className={ui.button["button"]} to="/catalog" search={{ view: "findings" }}>
                  Show all findings
                </Link>
              )
            }
          />
        ) : (
          <FindingsTable findings={findings} more={moreRows(query, ({ items }) => items)} />
        );
      }}
    </QueryView>
  );
}
