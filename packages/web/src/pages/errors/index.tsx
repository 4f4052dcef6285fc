// Errors: captured errors in groups, each with its trend, its people and its versions.
import { getRouteApi } from "@tanstack/react-router";
import { type JSX } from "react";

import { useApiPages } from "../../data/use-api.ts";
import { formatCount } from "../../lib/format.ts";
import { newErrorsDraft } from "../../lib/rule-draft.ts";
import { useScope } from "../../state/scope.ts";
import { AlertOnThis } from "../../ui/alert-on-this.tsx";
import { CopyLink } from "../../ui/copy-button.tsx";
import { ListSkeleton } from "../../ui/list/list-skeleton.tsx";
import { moreRows } from "../../ui/list/more-rows.ts";
import { PageHead } from "../../ui/page-head.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { useScrolledDown } from "../../ui/use-scrolled-down.ts";
import { errorColumns, ErrorsTable, groupsClass } from "./errors-table.tsx";
import { ErrorFilters } from "./filters.tsx";
import { NoErrors } from "./no-errors.tsx";
import { toGroupsQuery } from "./search.ts";

const route = getRouteApi("/errors");

/** The list of groups. */
export function ErrorsPage(): JSX.Element {
  const search = route.useSearch();
  const navigate = route.useNavigate();
  const { rangeQuery, service } = useScope();
  // The list must not move while the user reads further down.
  const reading = useScrolledDown(240);
  const query = useApiPages(
    "/api/errors",
    { query: { ...rangeQuery, service, ...toGroupsQuery(search) } },
    { refresh: reading ? "still" : "live" },
  );
  const { sort, handled, search: text, new: isNew, state } = search;
  const filtered = [handled, text, isNew, state].some((value) => value !== undefined);
  return (
    <>
      <PageHead
        title="Errors"
        sub={groupsText(query.data?.pages[0]?.total)}
        actions={
          <>
            <AlertOnThis draft={newErrorsDraft(service)} scope={rangeQuery} />
            <CopyLink />
          </>
        }
      />
      <ErrorFilters />
      <QueryView
        query={query}
        skeleton={<ListSkeleton columns={errorColumns} rows={10} className={groupsClass} />}
      >
        {({ pages }) => {
          const groups = pages.flatMap(({ items }) => items);
          return groups.length === 0 ? (
            <NoErrors filtered={filtered} areNewKnown={pages[0]?.areNewKnown ?? true} />
          ) : (
            <ErrorsTable
              groups={groups}
              sort={sort}
              onSort={(by) => void navigate({ search: (previous) => ({ ...previous, sort: by }) })}
              more={moreRows(query, ({ items }) => items)}
            />
          );
        }}
      </QueryView>
    </>
  );
}

function groupsText(total: number | undefined): string {
  if (total === undefined) return "grouped by cause";
  return `${formatCount(total)} ${total === 1 ? "group" : "groups"}, by cause`;
}
