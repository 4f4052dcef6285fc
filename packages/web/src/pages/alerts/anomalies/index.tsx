// Anomalies that the detector found, as a feed: one sentence each, and the way to what changed.
import { getRouteApi, Link } from "@tanstack/react-router";
import type { Anomaly } from "contract";
import type { JSX } from "react";

import { useApiPages } from "../../../data/use-api.ts";
import { formatDuration } from "../../../lib/format-duration.ts";
import { classes } from "../../../ui/classes.ts";
import { EmptyState, ScopeWideners } from "../../../ui/empty-state.tsx";
import { PageHead } from "../../../ui/page-head.tsx";
import { QueryView } from "../../../ui/query-view.tsx";
import { SearchInput } from "../../../ui/search-input.tsx";
import { SkeletonTable } from "../../../ui/skeleton.tsx";
import { Status } from "../../../ui/status.tsx";
import { ui } from "../../../ui/styles.ts";
import { Time } from "../../../ui/time.tsx";
import { useRowKeys } from "../../../ui/use-row-keys.ts";
import { useSearchKey } from "../../../ui/use-search-key.ts";
import { AlertsNav } from "../parts/alerts-nav.tsx";
import { Labels } from "../parts/labels.tsx";
import { useAlertRange } from "../parts/use-alert-range.ts";
import css from "./anomalies.module.css";

const route = getRouteApi("/alerts/anomalies");

export function AnomaliesPage(): JSX.Element {
  const { search } = route.useSearch();
  const navigate = route.useNavigate();
  const range = useAlertRange();
  const filters = useSearchKey();
  const query = useApiPages(
    "/api/anomalies",
    { query: { ...range, search, limit: 100 } },
    { everyMs: 15_000 },
  );
  return (
    <>
      <PageHead title="Anomalies" sub="values outside the band that the detector expects" />
      <AlertsNav />
      <div className={css["filters"]} ref={filters}>
        <SearchInput
          label="Series or label"
          value={search ?? ""}
          onChange={(text) =>
            void navigate({
              search: (previous) => ({ ...previous, search: text || undefined }),
              replace: true,
            })
          }
        />
      </div>
      <QueryView query={query} skeleton={<SkeletonTable head={["Began", "Anomaly"]} rows={6} />}>
        {({ pages }) => {
          const anomalies = pages.flatMap(({ items }) => items);
          return anomalies.length === 0 ? (
            <EmptyState
              title={search === undefined ? "No anomalies in this range" : "No anomaly matches"}
              why="The detector watches services, transactions, funnels and the metrics that the catalog marks, from one hour of data on."
              actions={<ScopeWideners />}
            />
          ) : (
            <>
              <Feed anomalies={anomalies} />
              {query.hasNextPage && (
                <button
                  type="button"
                  className={ui.button["button"]}
                  onClick={() => void query.fetchNextPage()}
                >
                  Older
                </button>
              )}
            </>
          );
        }}
      </QueryView>
    </>
  );
}

function Feed({ anomalies }: { readonly anomalies: readonly Anomaly[] }): JSX.Element {
  const feed = useRowKeys<HTMLOListElement>();
  return (
    <ol className={css["feed"]} ref={feed} aria-label="Anomalies">
      {anomalies.map((anomaly) => (
        <Entry key={anomaly.id} anomaly={anomaly} />
      ))}
    </ol>
  );
}

function Entry({
  anomaly: { alertId, series, group, from, to, explanation },
}: {
  readonly anomaly: Anomaly;
}): JSX.Element {
  const lasted = to === null ? undefined : Date.parse(to) - Date.parse(from);
  return (
    <li>
      <span className={ui.text["dim"]}>
        <Time at={from} />
      </span>
      <span className={css["what"]}>
        <span className={css["line"]}>
          {lasted === undefined ? <Status kind="warn">lasts</Status> : <Status kind="off">over</Status>}
          <Link
            className={classes(ui.table["rowLink"], ui.text["strong"])}
            to="/alerts/$id"
            params={{ id: alertId }}
          >
            {series}
          </Link>
          <Labels labels={group} />
        </span>
        <span className={ui.text["soft"]}>
          {explanation}
          {lasted !== undefined && ` It lasted ${formatDuration(lasted)}.`}
        </span>
      </span>
    </li>
  );
}
