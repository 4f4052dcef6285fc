// Alerts: what fires first, then what recovered lately; or the history of all changes.
import { getRouteApi } from "@tanstack/react-router";
import type { AlertsResult } from "contract";
import type { JSX } from "react";

import { useApiPages } from "../../../data/use-api.ts";
import { formatSpan, formatTime } from "../../../lib/time.ts";
import { CopyLink } from "../../../ui/copy-button.tsx";
import { ListSkeleton } from "../../../ui/list/list-skeleton.tsx";
import { moreRows } from "../../../ui/list/more-rows.ts";
import { PageHead } from "../../../ui/page-head.tsx";
import { QueryView } from "../../../ui/query-view.tsx";
import { useScrolledDown } from "../../../ui/use-scrolled-down.ts";
import { AlertsNav } from "../parts/alerts-nav.tsx";
import { NewRuleLink } from "../parts/new-rule-link.tsx";
import { useAlertRange } from "../parts/use-alert-range.ts";
import { AlertFilters } from "./alert-filters.tsx";
import { alertColumns, alertsClass, AlertsTable } from "./alerts-table.tsx";
import { EvaluationLine } from "./evaluation-line.tsx";
import { History } from "./history.tsx";
import { NoAlerts } from "./no-alerts.tsx";

const route = getRouteApi("/alerts");

/** The list of alerts, or the history. */
export function AlertsPage(): JSX.Element {
  const { view } = route.useSearch();
  return view === "history" ? <HistoryPage /> : <ListPage />;
}

function HistoryPage(): JSX.Element {
  return (
    <>
      <PageHead title="Alerts" sub="all changes, the latest first" actions={<CopyLink />} />
      <AlertsNav />
      <History />
    </>
  );
}

function ListPage(): JSX.Element {
  const { state, urgency, owner, rule, search } = route.useSearch();
  const range = useAlertRange();
  // The list must not move while the user reads further down.
  const reading = useScrolledDown(240);
  const query = useApiPages(
    "/api/alerts",
    { query: { ...range, state, severity: urgency, owner, rule, search, limit: 100 } },
    { refresh: reading ? "still" : "live", everyMs: 5000 },
  );
  const result = query.data?.pages[0];
  const isFiltered = [state, urgency, owner, rule, search].some((value) => value !== undefined);
  return (
    <>
      <PageHead
        title="Alerts"
        sub={summaryOf(result)}
        actions={
          <>
            <CopyLink />
            <NewRuleLink mayChange={result?.mayChange} />
          </>
        }
      />
      <AlertsNav />
      <AlertFilters result={result} />
      <QueryView
        query={query}
        skeleton={<ListSkeleton columns={alertColumns} rows={8} className={alertsClass} />}
      >
        {({ pages }) => {
          const alerts = pages.flatMap(({ items }) => items);
          const [first] = pages;
          if (first === undefined) return null;
          return (
            <>
              <EvaluationLine evaluation={first.evaluation} />
              {alerts.length === 0 ? (
                <NoAlerts isFiltered={isFiltered} evaluation={first.evaluation} mayChange={first.mayChange} />
              ) : (
                <AlertsTable alerts={alerts} more={moreRows(query, ({ items }) => items)} />
              )}
            </>
          );
        }}
      </QueryView>
    </>
  );
}

function summaryOf(result: AlertsResult | undefined): string {
  if (result === undefined || result.evaluation.rules === 0) return "";
  const { states, evaluation, from, to } = result;
  const { rules: all, notEvaluatedTotal } = evaluation;
  const rules = all === 1 ? "1 rule" : `${all} rules`;
  const evaluated = Math.max(0, all - notEvaluatedTotal);
  const isUntilNow = Date.now() - Date.parse(to) < 60_000;
  const span = isUntilNow ? `since ${formatTime(from)}` : `between ${formatSpan(from, to)}`;
  return `${states["firing"] ?? 0} firing · ${evaluated === all ? rules : `${evaluated} of ${rules}`} evaluated · ok ones that became so ${span}`;
}
