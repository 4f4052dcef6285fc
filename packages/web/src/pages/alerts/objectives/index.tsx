// Objectives: what is left of each error budget, how fast it burns, and when it is used up.
import { Link } from "@tanstack/react-router";
import type { JSX } from "react";

import { useApi } from "../../../data/use-api.ts";
import { AndMore } from "../../../ui/and-more.tsx";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { ListSkeleton } from "../../../ui/list/list-skeleton.tsx";
import { PageHead } from "../../../ui/page-head.tsx";
import { QueryView } from "../../../ui/query-view.tsx";
import { Snippet } from "../../../ui/snippet.tsx";
import { ui } from "../../../ui/styles.ts";
import { AlertsNav } from "../parts/alerts-nav.tsx";
import { objectiveColumns, objectivesClass, ObjectivesTable } from "./objectives-table.tsx";
import { summaryOf } from "./summary.ts";

const snippet = `# alerts/objectives.yaml
objectives:
  - name: Purchases complete
    on: { transaction: purchase, measure: completion }
    target: 0.95
    period: 30d
    owner: team-checkout`;

export function ObjectivesPage(): JSX.Element {
  const query = useApi("/api/objectives", {}, { everyMs: 30_000 });
  const rules = useApi(
    "/api/alert-rules",
    { query: { limit: 1 } },
    { refresh: "still", part: "your right to change rules" },
  );
  const mayChange = rules.data?.mayChange === true;
  return (
    <>
      <PageHead
        title="Objectives"
        sub={query.data === undefined ? "" : summaryOf(query.data)}
        actions={
          mayChange ? (
            <Link
              className={ui.button["primary"]}
              to="/alerts/rules/$id"
              params={{ id: "new" }}
              search={{ kind: "objective" }}
            >
              New objective
            </Link>
          ) : undefined
        }
      />
      <AlertsNav />
      <QueryView
        query={query}
        skeleton={<ListSkeleton columns={objectiveColumns} rows={4} className={objectivesClass} />}
      >
        {({ objectives, truncated }) =>
          objectives.length === 0 ? (
            <EmptyState
              title="No objectives yet"
              guide="catalog-alerts"
              why="An objective promises a share of good events over a period. Its error budget gets burn-rate alerts."
              snippet={
                <>
                  <Snippet code={snippet} what="the objective" />
                  <Snippet code="npx telltale-console --alert-rules alerts" what="the command" />
                </>
              }
            />
          ) : (
            <>
              <ObjectivesTable objectives={objectives} truncated={truncated} />
              <AndMore
                truncated={truncated}
                things="objectives and groups"
                by="budget used up"
                fix="Group objectives by attributes with fewer values."
              />
            </>
          )
        }
      </QueryView>
    </>
  );
}
