// One transaction type: figures, outcomes over time, reasons, and the single transactions.

import { getRouteApi, Link } from "@tanstack/react-router";
import type { TransactionTypeResult } from "contract";
import { useCallback, type JSX } from "react";

import { useApiPages } from "../../data/use-api.ts";
import { describePrevious, fixedRange, namePrevious } from "../../lib/time-range.ts";
import { useScope, useScopeChanges } from "../../state/scope.ts";
import { CatalogLink } from "../../ui/catalog-link.tsx";
import { AlertOnThis } from "../../ui/alert-on-this.tsx";
import { CopyLink } from "../../ui/copy-button.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonBlock } from "../../ui/skeleton.tsx";
import { ui } from "../../ui/styles.ts";
import { useScrolledDown } from "../../ui/use-scrolled-down.ts";
import { OutcomeChart } from "./outcome-chart.tsx";
import { LostDiffers } from "./lost-differs.tsx";
import { Reasons } from "./reasons.tsx";
import { RowFilters } from "./row-filters.tsx";
import { RowsSkeleton, RowsTable } from "./rows-table.tsx";
import css from "./type.module.css";
import { TypeFigures } from "./type-figures.tsx";

const route = getRouteApi("/transactions/$type");

/** The page of one type. */
export function TransactionTypePage(): JSX.Element {
  const { type } = route.useParams();
  const { outcome, user, search } = route.useSearch();
  const { rangeQuery } = useScope();
  // The list must not move while the user reads further down.
  const reading = useScrolledDown(400);
  const query = useApiPages(
    "/api/transactions/:type",
    {
      params: { type },
      query: { ...rangeQuery, outcome, user, search, limit: 100 },
    },
    { refresh: reading ? "still" : "live" },
  );
  const first = query.data?.pages[0];
  const sub =
    first === undefined
      ? ""
      : `compared with ${namePrevious(Date.parse(first.from), Date.parse(first.to))}, ${describePrevious(first.from, first.to)}`;
  const { fetchNextPage } = query;
  const onMore = useCallback(() => void fetchNextPage(), [fetchNextPage]);
  return (
    <>
      <PageHead
        crumbs={<Link to="/transactions">Transactions</Link>}
        title={type}
        sub={sub}
        actions={
          <>
            <CatalogLink kind="transaction" name={type} />
            <AlertOnThis
              name={`Completion of ${type} falls`}
              on={{ transaction: type, measure: "completion" }}
              when={{ below: limitBelow(first?.summary.previous.completionRate) }}
            />
            <CopyLink />
          </>
        }
      />
      <QueryView query={query} skeleton={<TypeSkeleton />}>
        {({ pages }) => (
          <>
            {pages[0] !== undefined && <Summary result={pages[0]} />}
            {pages[0] !== undefined && <LostDiffers summary={pages[0].summary} outcome={outcome} />}
            <section className={ui.section["section"]}>
              <RowFilters />
              <RowsTable
                type={type}
                filtered={(outcome ?? user ?? search) !== undefined}
                rows={pages.flatMap(({ items }) => items)}
                hasMore={query.hasNextPage}
                isLoadingMore={query.isFetchingNextPage}
                onMore={onMore}
              />
            </section>
          </>
        )}
      </QueryView>
    </>
  );
}

function Summary({ result }: { readonly result: TransactionTypeResult }): JSX.Element {
  const { setRange } = useScopeChanges();
  return (
    <>
      <TypeFigures summary={result.summary} />
      <div className={css["columns"]}>
        <OutcomeChart result={result} onSelect={(from, to) => setRange(fixedRange(from, to))} />
        <Reasons result={result} />
      </div>
    </>
  );
}

function TypeSkeleton(): JSX.Element {
  return (
    <>
      <SkeletonBlock height={56} />
      <SkeletonBlock height={220} />
      <RowsSkeleton />
    </>
  );
}

/** A tenth below the usual share; a share of nine tenths while it is not known. */
function limitBelow(share: number | null | undefined): number {
  return share === null || share === undefined ? 0.9 : Number((share * 0.9).toFixed(2));
}
