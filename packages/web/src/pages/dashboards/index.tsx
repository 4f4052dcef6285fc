// The dashboards: stored ones and those of the folder, and the files of the folder that have mistakes.
import { getRouteApi, Link, linkOptions } from "@tanstack/react-router";
import type { DashboardsResult, DashboardSummary } from "contract";
import type { JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { formatCount } from "../../lib/format.ts";
import { AndMore } from "../../ui/and-more.tsx";
import { classes } from "../../ui/classes.ts";
import { CopyLink } from "../../ui/copy-button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Icon } from "../../ui/icons.tsx";
import type { Column } from "../../ui/list/column.ts";
import { ListSkeleton } from "../../ui/list/list-skeleton.tsx";
import { List } from "../../ui/list/list.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SearchInput } from "../../ui/search-input.tsx";
import { Status } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import css from "./dashboards.module.css";

const route = getRouteApi("/dashboards");

export function DashboardsPage(): JSX.Element {
  const { search } = route.useSearch();
  const navigate = route.useNavigate();
  const query = useApi("/api/dashboards", {}, { everyMs: 5_000 });
  const setSearch = (text: string): void =>
    void navigate({
      search: (previous) => ({ ...previous, search: text === "" ? undefined : text }),
      replace: true,
    });
  return (
    <>
      <PageHead
        title="Dashboards"
        sub={query.data === undefined ? "" : formatCount(query.data.dashboards.length)}
        actions={
          <>
            {query.data?.mayChange === true && (
              <Link className={ui.button["primary"]} to="/dashboards/new">
                <Icon name="plus" />
                New dashboard
              </Link>
            )}
            <CopyLink />
          </>
        }
      />
      <div className={css["filters"]}>
        <SearchInput
          label="Part of the title or owner"
          className={css["search"]}
          value={search ?? ""}
          onChange={setSearch}
        />
      </div>
      <QueryView query={query} skeleton={<ListSkeleton columns={columns} className={css["dashboards"]} />}>
        {(data) => <Dashboards data={data} search={search} />}
      </QueryView>
    </>
  );
}

function Dashboards({
  data: { dashboards, truncated, problems, truncatedProblems, folder, mayChange },
  search,
}: {
  readonly data: DashboardsResult;
  readonly search: string | undefined;
}): JSX.Element {
  const wanted = (search ?? "").toLowerCase();
  const found = dashboards.filter(({ title, owner }) => `${title}\n${owner}`.toLowerCase().includes(wanted));
  return (
    <>
      {problems.map(({ file, problems: mistakes }) => (
        <FileProblem key={file} file={file} mistakes={mistakes} />
      ))}
      <AndMore
        truncated={truncatedProblems}
        things="files with mistakes"
        by="early names"
        fix="The log of the console names them, too."
      />
      {dashboards.length === 0 && (
        <EmptyState
          title="No dashboards yet"
          why={
            folder
              ? "The folder of dashboards has no usable file."
              : mayChange
                ? "Start with an empty dashboard and add charts, or pin a chart on its page. Files of a folder are listed, too: start the console with --dashboards DIR."
                : "People with the scope admin make them, or the console reads a folder of them: --dashboards DIR."
          }
          actions={
            <Link className={ui.button["button"]} to="/metrics">
              Metrics
            </Link>
          }
        />
      )}
      {dashboards.length > 0 && found.length === 0 && (
        <EmptyState
          title={noMatch(search, dashboards.length, truncated)}
          actions={
            <Link className={ui.button["button"]} to="/dashboards" search={{}}>
              All dashboards
            </Link>
          }
        />
      )}
      {found.length > 0 && (
        <List
          label="Dashboards"
          truncated={truncated}
          className={css["dashboards"]}
          columns={columns}
          rows={found}
          keyOf={({ id }) => id}
          isOfNow
        />
      )}
      <AndMore
        truncated={truncated}
        things="dashboards"
        by="early titles"
        fix="Delete dashboards that are not used any more."
      />
    </>
  );
}

const noMatch = (search: string | undefined, listed: number, truncated: number): string =>
  truncated === 0
    ? `No dashboards match “${search}”`
    : `“${search}” is not among the ${formatCount(listed)} dashboards that are listed`;

function FileProblem({
  file,
  mistakes,
}: {
  readonly file: string;
  readonly mistakes: DashboardsResult["problems"][number]["problems"];
}): JSX.Element {
  return (
    <section className={css["problem"]} aria-label={`Mistakes in ${file}`}>
      <Status kind="error">
        <code className={ui.text["mono"]}>{file}</code> cannot be used as it is
      </Status>
      <ul>
        {mistakes.slice(0, 5).map(({ message }) => (
          <li key={message}>{message}</li>
        ))}
        {mistakes.length > 5 && <li>and {mistakes.length - 5} more</li>}
      </ul>
      <p className={ui.text["dim"]}>{mistakes[0]?.fix} What it said before stays in use.</p>
    </section>
  );
}

const columns: readonly Column<DashboardSummary>[] = [
  {
    label: "Dashboard",
    isName: true,
    title: ({ title }) => title,
    link: ({ id }) => linkOptions({ to: "/dashboards/$id", params: { id } }),
    cell: ({ title }) => title,
    below: ({ owner, description }) => (
      <span className={classes(ui.text["dim"], css["description"])}>
        {[owner, description].filter((text) => text !== "").join(" · ")}
      </span>
    ),
    csv: {
      Dashboard: ({ title }) => title,
      Owner: ({ owner }) => owner,
      Description: ({ description }) => description,
    },
  },
  {
    label: "Charts",
    isFigure: true,
    cell: ({ charts }) => formatCount(charts),
    csv: ({ charts }) => charts,
  },
  {
    label: "Saved by",
    hide: "phone",
    cellClass: ui.text["soft"],
    cell: ({ source, file, savedBy }) =>
      source === "file" ? <code className={ui.text["mono"]}>{file}</code> : savedBy,
    csv: ({ source, file, savedBy }) => (source === "file" ? file : savedBy),
  },
  {
    label: "Saved",
    isFigure: true,
    hide: "phone",
    cellClass: ui.text["dim"],
    cell: ({ saved }) => <Time at={saved} />,
    csv: ({ saved }) => saved,
  },
];
