// The versions of a dashboard: each save is one, and each can be looked at and restored.
import { linkOptions } from "@tanstack/react-router";
import type { DashboardVersionsResult } from "contract";
import type { JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import type { Column } from "../../ui/list/column.ts";
import { ListSkeleton } from "../../ui/list/list-skeleton.tsx";
import { List } from "../../ui/list/list.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import css from "./one.module.css";
import type { DashboardSearch } from "./search.ts";

type Version = DashboardVersionsResult["versions"][number];

const withVersion =
  (version: string | undefined) =>
  (previous: object): DashboardSearch => ({ ...previous, version });

/** `newest` has no parameter in the address: it is the dashboard. */
const columnsOf = (id: string, newest: string | undefined): readonly Column<Version>[] => [
  {
    label: "Version",
    link: ({ version }) =>
      linkOptions({
        to: "/dashboards/$id",
        params: { id },
        search: withVersion(version === newest ? undefined : version),
      }),
    cell: ({ version }) => version,
    csv: ({ version }) => version,
  },
  { label: "Title", cell: ({ title }) => title, csv: ({ title }) => title },
  { label: "Charts", isFigure: true, cell: ({ charts }) => charts, csv: ({ charts }) => charts },
  { label: "Saved by", cell: ({ savedBy }) => savedBy, csv: ({ savedBy }) => savedBy },
  {
    label: "Saved",
    isFigure: true,
    cellClass: ui.text["dim"],
    cell: ({ saved }) => <Time at={saved} />,
    csv: ({ saved }) => saved,
  },
];

export function Versions({ id, shown }: { readonly id: string; readonly shown: string }): JSX.Element {
  const query = useApi("/api/dashboards/:id/versions", { params: { id } }, { refresh: "still" });
  return (
    <section className={css["versions"]} aria-label="Versions">
      <QueryView query={query} inline skeleton={<ListSkeleton columns={columnsOf(id, undefined)} rows={3} />}>
        {({ versions }) => (
          <List
            label="Versions"
            isOfNow
            columns={columnsOf(id, versions[0]?.version)}
            rows={versions}
            keyOf={({ version }) => version}
            isCurrent={({ version }) => version === shown}
          />
        )}
      </QueryView>
    </section>
  );
}
