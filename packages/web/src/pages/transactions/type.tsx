// One transaction type: figures, outcomes over time, reasons, and the single transactions.

import { getRouteApi, Link } from "@tanstack/react-router";
import type { TransactionTypeResult, TransactionTypeSummary } from "contract";
import { useCallback, type JSX } from "react";

import { useEstimatedPages } from "../../data/use-estimated.ts";
import { useTransactionEvidence } from "../../data/use-transaction-evidence.ts";
import { completeSuffix, type MaybeLate } from "../../lib/completeness.ts";
import { estimateWords } from "../../lib/sampled.ts";
import { describePrevious, namePrevious } from "../../lib/range-words.ts";
import { useCompleteType } from "../../state/complete-results.ts";
import { isNarrowed } from "../../state/scope-search.ts";
import { useScope } from "../../state/scope.ts";
import { CatalogLink } from "../../ui/catalog-link.tsx";
import { AlertOnThis } from "../../ui/alert-on-this.tsx";
import { CopyLink } from "../../ui/copy-button.tsx";
import { LateEmpty } from "../../ui/late-empty.tsx";
import { moreRows } from "../../ui/list/more-rows.ts";
import { PageHead } from "../../ui/page-head.tsx";
import { PinToDashboard } from "../../ui/pin-to-dashboard.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonBlock } from "../../ui/skeleton.tsx";
import { ui } from "../../ui/styles.ts";
import { useScrolledDown } from "../../ui/use-scrolled-down.ts";
import { NoTransactions } from "./no-transactions.tsx";
import { OverTime, type OverTimeProps } from "./over-time.tsx";
import { Reasons } from "./reasons.tsx";
import { RowFilters } from "./row-filters.tsx";
import { RowsSkeleton, RowsTable } from "./rows-table.tsx";
import { isFiltered, toTypeQuery, type TransactionTypeSearch } from "./search.ts";
import { TypeDiffers } from "./type-differs.tsx";
import css from "./type.module.css";
import { TypeFigures } from "./type-figures.tsx";
import { TypeVerdict } from "./type-verdict.tsx";

const route = getRouteApi("/transactions/$type");

/** The page of one type. */
export function TransactionTypePage(): JSX.Element {
  const { type } = route.useParams();
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const change = useCallback(
    (part: TransactionTypeSearch) =>
      void navigate({ search: (previous) => ({ ...previous, ...part }), replace: true, resetScroll: false }),
    [navigate],
  );
  const { stepQuery } = useScope();
  // The list must not move while the user reads further down.
  const reading = useScrolledDown(400);
  const query = useEstimatedPages(
    "/api/transactions/:type",
    {
      params: { type },
      query: { ...stepQuery, ...toTypeQuery(search) },
    },
    { refresh: reading ? "still" : "live" },
  );
  const first = query.data?.pages[0];
  const summary = useCompleteType(first, {
    params: { type },
    query: { ...stepQuery, ...toTypeQuery(search), limit: 1 },
  });
  return (
    <>
      <PageHead
        crumbs={<Link to="/transactions">Transactions</Link>}
        title={type}
        sub={first === undefined ? "" : `${subOf(first)}${completeSuffix(summary?.late)}`}
        actions={
          <>
            <Actions type={type} completionBefore={first?.summary.previous.completionRate} />
            <CopyLink />
          </>
        }
      />
      <QueryView query={query} skeleton={<TypeSkeleton />}>
        {({ pages }) =>
          pages.every(hasNone) && summary?.late !== undefined ? (
            <LateEmpty late={summary.late} things={`transactions of type ${type}`} />
          ) : pages.every(hasNone) ? (
            <>
              {summary !== undefined && <TypeVerdict summary={summary} isEstimate onlyStop />}
              <NoTransactions type={type} />
            </>
          ) : (
            <>
              {pages[0] !== undefined && summary !== undefined && (
                <Summary result={pages[0]} summary={summary} search={search} onSearch={change} />
              )}
              <section className={ui.section["section"]}>
                <RowFilters search={search} onSearch={change} />
                <RowsTable
                  type={type}
                  search={search}
                  rows={pages.flatMap(({ items }) => items)}
                  more={moreRows(query, ({ items }) => items)}
                />
              </section>
            </>
          )
        }
      </QueryView>
    </>
  );
}

const subOf = (result: TransactionTypeResult & { readonly isEstimate: boolean }): string =>
  `${estimateWords("transactions", result)}compared with ${namePrevious(Date.parse(result.from), Date.parse(result.to))}, ${describePrevious(result.from, result.to)}`;

/** Zeros would be figures of something: there is nothing in the range. */
function hasNone({ items, summary: { current } }: TransactionTypeResult): boolean {
  const { started, open, completed, failed, abandoned } = current;
  return items.length === 0 && started + open + completed + failed + abandoned === 0;
}

function Actions({
  type,
  completionBefore,
}: {
  readonly type: string;
  readonly completionBefore: number | null | undefined;
}): JSX.Element {
  const { stepQuery } = useScope();
  const isOfSome = isNarrowed(stepQuery);
  const measured = (measure: "completion" | "failure") => ({ transaction: type, measure });
  const sources = [measured("completion"), measured("failure")];
  const draft = {
    name: `Completion of ${type} falls`,
    on: measured("completion"),
    // a rule about all has no limit of some of them
    when: { below: limitBelow(isOfSome ? undefined : completionBefore) },
  };
  return (
    <>
      <CatalogLink kind="transaction" name={type} />
      <PinToDashboard chart={{ title: `${type}: completion and failure`, sources }} ofAll />
      <AlertOnThis scope={stepQuery} draft={draft} />
    </>
  );
}

/** @param summary of the complete part of the range. */
function Summary({
  result,
  summary,
  search,
  onSearch,
}: OverTimeProps & { readonly summary: MaybeLate<TransactionTypeSummary> }): JSX.Element {
  const { rangeQuery, stepQuery } = useScope();
  const known = useTransactionEvidence(rangeQuery);
  const isOfSome = isFiltered(search) || isNarrowed(stepQuery);
  return (
    <>
      <TypeVerdict summary={summary} isEstimate={result.isEstimate} onlyStop={isOfSome} />
      <TypeFigures
        summary={summary}
        isEstimate={result.isEstimate}
        known={isOfSome ? undefined : known.of(summary.type)}
      />
      <div className={css["columns"]}>
        <OverTime result={result} search={search} onSearch={onSearch} />
        <Reasons result={result} search={search} />
      </div>
      <TypeDiffers summary={result.summary} search={search} onSearch={onSearch} />
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
