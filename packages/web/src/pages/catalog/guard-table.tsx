// What the guards of applications found, from their self metrics.
import type { CatalogGuard } from "contract";
import type { JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { none } from "../../lib/locale.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import type { Column } from "../../ui/list/column.ts";
import { List } from "../../ui/list/list.tsx";
import { ServiceName } from "../../ui/service-name.tsx";
import { Snippet } from "../../ui/snippet.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./guard-table.module.css";

const snippet = `start({ service: "shop", catalog, catalogGuard: "warn" });`;

const columns: readonly Column<CatalogGuard>[] = [
  { label: "Rule", cellClass: ui.text["mono"], cell: ({ rule }) => rule, csv: ({ rule }) => rule },
  {
    label: "Name",
    isName: true,
    cellClass: ui.text["strong"],
    title: ({ name }) => name,
    cell: ({ name }) => (name === "" ? none : name),
    csv: ({ name }) => name,
  },
  { label: "Kind", hide: "phone", cell: ({ kind }) => (kind === "" ? none : kind), csv: ({ kind }) => kind },
  {
    label: "Service",
    isName: true,
    cell: ({ service }) => <ServiceName name={service} />,
    csv: ({ service }) => service,
  },
  { label: "Calls", isFigure: true, cell: ({ count }) => formatCount(count), csv: ({ count }) => count },
];

export function GuardTable({ guard }: { readonly guard: readonly CatalogGuard[] }): JSX.Element {
  return (
    <List
      label="Guard"
      isOfNow
      className={css["guard"]}
      columns={columns}
      rows={guard}
      keyOf={({ service, rule, kind, name }) => [service, rule, kind, name].join(" ")}
      empty={
        <EmptyState
          title="No findings of a guard"
          why="The guard of the library checks calls against the catalog while the application runs, and counts what does not match."
          snippet={<Snippet code={snippet} />}
        />
      }
    />
  );
}
