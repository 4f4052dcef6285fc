// One dashboard: its variables and charts, its layout while it is edited, and its versions.
import { getRouteApi, Link } from "@tanstack/react-router";
import type { Dashboard } from "contract";
import { useEffect, useState, type JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { valuesOf } from "../../lib/dashboard-variables.ts";
import { validateScope } from "../../state/scope-search.ts";
import { CopyLink } from "../../ui/copy-button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonBlock } from "../../ui/skeleton.tsx";
import { Status } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import { DashboardActions } from "./actions.tsx";
import css from "./one.module.css";
import { EditDashboard } from "./edit.tsx";
import { ChartGrid } from "./grid.tsx";
import { Panel } from "./panel.tsx";
import { RestoreVersion } from "./restore.tsx";
import type { DashboardSearch } from "./search.ts";
import { VariablesBar } from "./variables-bar.tsx";
import { Versions } from "./versions.tsx";

const route = getRouteApi("/dashboards/$id");

export function DashboardPage(): JSX.Element {
  const { id } = route.useParams();
  const { version, mode } = route.useSearch();
  const query = useApi("/api/dashboards/:id", { params: { id }, query: { version } }, { everyMs: 5_000 });
  const { data } = query;
  return (
    <>
      <PageHead
        crumbs={<Link to="/dashboards">Dashboards</Link>}
        title={data?.content.title ?? "Dashboard"}
        sub={data === undefined ? "" : subOf(data)}
        actions={
          <>
            {data !== undefined && <DashboardActions dashboard={data} />}
            <CopyLink />
          </>
        }
      />
      <QueryView query={query} skeleton={<SkeletonBlock height={420} />}>
        {(dashboard) => (
          // While it is edited, a version that another user saves must not discard the draft.
          <Body
            key={mode === "edit" ? dashboard.id : `${dashboard.id} ${dashboard.version}`}
            dashboard={dashboard}
          />
        )}
      </QueryView>
    </>
  );
}

function subOf({ content, source, file }: Dashboard): string {
  const kept = source === "file" ? `read-only, from ${file}` : "";
  return [content.description ?? "", content.owner ?? "", kept].filter((text) => text !== "").join(" · ");
}

function Body({ dashboard }: { readonly dashboard: Dashboard }): JSX.Element {
  const { content, version, latest, mayChange } = dashboard;
  const { var: chosen, mode } = route.useSearch();
  const navigate = route.useNavigate();
  const hasRange = useOwnRange(dashboard);
  const { variables = [], charts } = content;
  const values = valuesOf(variables, chosen);
  const show = (change: DashboardSearch): void =>
    void navigate({
      search: (previous) => ({ ...previous, ...change }),
      resetScroll: false,
      ignoreBlocker: true,
    });
  const isAsked = mode === "edit";
  const [isEditing, setEditing] = useState(false);
  // A range that another user saves must not discard the draft either.
  if (!hasRange && !isEditing) return <SkeletonBlock height={420} />;
  // It stays in hand when the shown version is no longer the latest.
  if (isAsked && !isEditing && mayChange && version === latest) setEditing(true);
  if (isAsked && isEditing)
    return <EditDashboard dashboard={dashboard} chosen={chosen} onDone={() => show({ mode: undefined })} />;
  return (
    <>
      {version !== latest && (
        <RestoreVersion dashboard={dashboard} onDone={() => show({ version: undefined })} />
      )}
      {mode === "versions" && <Versions id={dashboard.id} shown={version} />}
      <VariablesBar variables={variables} values={values} onChange={(parts) => show({ var: parts })} />
      {charts.length === 0 ? (
        <NoCharts onEdit={mayChange ? () => show({ mode: "edit" }) : undefined} />
      ) : (
        <ChartGrid charts={charts}>{(chart) => <Panel chart={chart} values={values} />}</ChartGrid>
      )}
      {dashboard.source === "file" && (
        <p className={css["file"]}>
          <Status kind="off">read-only</Status> Change the file <code>{dashboard.file}</code>; this page
          follows it. Content <code>{version}</code>
        </p>
      )}
    </>
  );
}

/** `onEdit` is absent where the user may not change it. */
function NoCharts({ onEdit }: { readonly onEdit: (() => void) | undefined }): JSX.Element {
  if (onEdit === undefined)
    return <EmptyState title="No charts yet" why="People with the scope admin add charts to it." />;
  return (
    <EmptyState
      title="No charts yet"
      why="Add a chart in the editor, or pin one on its page."
      actions={
        <button type="button" className={ui.button["button"]} onClick={onEdit}>
          Edit
        </button>
      }
    />
  );
}

/**
 * A dashboard opens with its own range, unless the address says otherwise. Returns whether the address has the range to show.
 *
 * A range that the address would drop, because it is not a time, is ignored.
 */
function useOwnRange({ content: { range } }: Dashboard): boolean {
  const navigate = route.useNavigate();
  const { from } = route.useSearch();
  const hasRange =
    range === undefined || from !== undefined || validateScope({ ...range }).from === undefined;
  useEffect(() => {
    if (!hasRange)
      void navigate({
        search: (previous) => ({
          ...previous,
          from: range.from,
          ...(range.to !== "now" && { to: range.to }),
        }),
        replace: true,
      });
  }, [range, hasRange, navigate]);
  return hasRange;
}
