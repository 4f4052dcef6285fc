// The catalog: everything that applications declare and everything that arrives, with what differs.
import { getRouteApi, Link } from "@tanstack/react-router";
import type { CatalogResult } from "contract";
import type { JSX } from "react";

import { useApiPages } from "../../data/use-api.ts";
import { formatCount } from "../../lib/format.ts";
import { useScope } from "../../state/scope.ts";
import { classes } from "../../ui/classes.ts";
import { AndMore } from "../../ui/and-more.tsx";
import { CopyLink } from "../../ui/copy-button.tsx";
import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import { ListSkeleton } from "../../ui/list/list-skeleton.tsx";
import { moreRows } from "../../ui/list/more-rows.ts";
import { PageHead } from "../../ui/page-head.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { Status } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import { useScrolledDown } from "../../ui/use-scrolled-down.ts";
import css from "./catalog-filters.module.css";
import { CatalogFilters } from "./catalog-filters.tsx";
import { FindingsList } from "./findings-list.tsx";
import { GuardTable } from "./guard-table.tsx";
import { NoCatalog } from "./no-catalog.tsx";
import { thingColumns, thingsClass, ThingsTable } from "./things-table.tsx";

const route = getRouteApi("/catalog");

/** The list of things, of findings, or of what guards found. */
export function CatalogPage(): JSX.Element {
  const { view, kind, state, owner, search } = route.useSearch();
  const { rangeQuery, service } = useScope();
  // The list must not move while the user reads further down.
  const reading = useScrolledDown(240);
  const query = useApiPages(
    "/api/catalog",
    { query: { ...rangeQuery, service, kind, state, owner, search, limit: 100 } },
    { refresh: reading ? "still" : "live" },
  );
  const result = query.data?.pages[0];
  const isFiltered = [kind, state, owner, search].some((value) => value !== undefined);
  return (
    <>
      <PageHead title="Catalog" sub={summaryOf(result)} actions={<CopyLink />} />
      {rangeQuery.environment !== undefined && (
        <p className={classes(ui.text["dim"], css["note"])}>
          Figures are of all environments: the catalog does not tell them apart.
        </p>
      )}
      <CatalogFilters result={result} />
      <AndMore
        truncated={result?.truncatedOwners}
        things="owners"
        by="names"
        fix="Search for others by name."
      />
      {result !== undefined && result.cut.length > 0 && <CutNote cut={result.cut} />}
      <QueryView
        query={query}
        skeleton={<ListSkeleton columns={thingColumns} rows={10} className={thingsClass} />}
      >
        {({ pages }) => {
          const things = pages.flatMap(({ items }) => items);
          const [first] = pages;
          return (
            <>
              {first?.catalogs.length === 0 && !isFiltered && <NoCatalog hasArrivals={things.length > 0} />}
              {view === "findings" ? (
                <FindingsList hasCatalog={first?.catalogs.length !== 0} />
              ) : view === "guard" ? (
                <GuardTable guard={first?.guard ?? []} />
              ) : things.length > 0 ? (
                <ThingsTable things={things} more={moreRows(query, ({ items }) => items)} />
              ) : (
                isFiltered && (
                  <EmptyState
                    title="Nothing in the catalog matches"
                    actions={
                      <>
                        <Link className={ui.button["button"]} to="/catalog" search={{}}>
                          Show all
                        </Link>
                        <ScopeWideners />
                      </>
                    }
                  />
                )
              )}
            </>
          );
        }}
      </QueryView>
    </>
  );
}

/** What of each part is missing. */
const cutWords: Readonly<Record<CatalogResult["cut"][number], string>> = {
  declarations: "declarations",
  signals: "spans and log records",
  earlier: "what arrived earlier",
  metrics: "metrics",
  metricAttributes: "attributes of metrics",
  attributes: "undeclared attributes",
  newAttributes: "new attributes",
  values: "values",
  newValues: "new values of enumerations",
  amounts: "amounts of metrics",
  ids: "ids",
  resources: "resources",
  business: "business events",
  errors: "errors",
  messages: "messages",
  findings: "findings",
  guard: "results of guards",
};

function CutNote({ cut }: Pick<CatalogResult, "cut">): JSX.Element {
  return (
    <p className={ui.note["note"]}>
      <Status kind="warn">not all read</Status>
      <span className={ui.note["text"]}>
        There may be more {cut.map((part) => cutWords[part]).join(", ")} than the catalog reads. Choose a
        service to see all of its own.
      </span>
    </p>
  );
}

function summaryOf(result: CatalogResult | undefined): string {
  if (result === undefined) return "";
  if (result.catalogs.length === 0) return "no catalog declared";
  const names = result.catalogs.map(
    ({ name, version, things }) => `${name} ${version}, ${formatCount(things)} declared`,
  );
  const more = Math.max(0, names.length - 3) + result.truncatedCatalogs;
  return names.slice(0, 3).join(" · ") + (more > 0 ? ` · and ${formatCount(more)} more` : "");
}
