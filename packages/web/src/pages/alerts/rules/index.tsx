// The rules: from files, stored ones, and those that objectives bring with them.
import { getRouteApi, Link } from "@tanstack/react-router";
import { type AlertRuleInfo, type AlertRulesResult, pathOf } from "contract";
import type { JSX } from "react";

import { useApiPages } from "../../../data/use-api.ts";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { ListSkeleton } from "../../../ui/list/list-skeleton.tsx";
import { moreRows } from "../../../ui/list/more-rows.ts";
import { PageHead } from "../../../ui/page-head.tsx";
import { QueryView } from "../../../ui/query-view.tsx";
import { ui } from "../../../ui/styles.ts";
import { NoRules } from "../list/no-alerts.tsx";
import { AlertsNav } from "../parts/alerts-nav.tsx";
import { NewRuleLink } from "../parts/new-rule-link.tsx";
import { FileProblems } from "./file-problems.tsx";
import { RuleFilters } from "./rule-filters.tsx";
import { ruleColumns, rulesClass, RulesTable } from "./rules-table.tsx";

const route = getRouteApi("/alerts/rules");

export function AlertRulesPage(): JSX.Element {
  const { source, urgency, owner, search, problem } = route.useSearch();
  const query = useApiPages(
    "/api/alert-rules",
    { query: { source, severity: urgency, owner, search, limit: 200 } },
    { everyMs: 10_000 },
  );
  const first = query.data?.pages[0];
  const isFiltered = [source, urgency, owner, search, problem].some((value) => value !== undefined);
  return (
    <>
      <PageHead
        title="Alert rules"
        sub={summaryOf(first)}
        actions={
          <>
            <a
              className={ui.button["quiet"]}
              href={pathOf("GET /api/alert-rules/file")}
              download="alerts.yaml"
            >
              Export stored rules
            </a>
            <NewRuleLink mayChange={first?.mayChange} />
          </>
        }
      />
      <AlertsNav />
      <RuleFilters result={first} />
      <QueryView
        query={query}
        skeleton={<ListSkeleton columns={ruleColumns} rows={8} className={rulesClass} />}
      >
        {({ pages }) => {
          const rulesOf = ({ items }: (typeof pages)[number]): readonly AlertRuleInfo[] =>
            items.filter(
              (rule) => problem === undefined || rule.problems.length > 0 || rule.unknown !== null,
            );
          const rules = pages.flatMap(rulesOf);
          return (
            <>
              <FileProblems files={pages[0]?.files ?? []} />
              {rules.length > 0 ? (
                <RulesTable rules={rules} more={moreRows(query, rulesOf)} />
              ) : isFiltered ? (
                <EmptyState
                  inline
                  title="No rules match these filters"
                  actions={
                    <Link className={ui.button["button"]} to="/alerts/rules" search={{}}>
                      Show all
                    </Link>
                  }
                />
              ) : (
                <NoRules mayChange={pages[0]?.mayChange === true} />
              )}
            </>
          );
        }}
      </QueryView>
    </>
  );
}

function summaryOf(result: AlertRulesResult | undefined): string {
  if (result === undefined || result.files.length === 0) return "";
  return `from ${result.files.length === 1 ? "1 file" : `${result.files.length} files`}, and stored ones`;
}
