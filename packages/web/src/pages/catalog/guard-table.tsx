// What the guards of applications found, from their self metrics.
import { Table } from "@mantine/core";
import type { CatalogGuard } from "contract";
import type { JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { none } from "../../lib/locale.ts";
import { classes } from "../../ui/classes.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { ServiceName } from "../../ui/service-name.tsx";
import { Snippet } from "../../ui/snippet.tsx";
import { ui } from "../../ui/styles.ts";
import css from "./guard-table.module.css";

const snippet = `start({ service: "shop", catalog, catalogGuard: "warn" });`;

export function GuardTable({ guard }: { readonly guard: readonly CatalogGuard[] }): JSX.Element {
  if (guard.length === 0)
    return (
      <EmptyState
        title="No findings of a guard"
        why="The guard of the library checks calls against the catalog while the application runs, and counts what does not match."
        snippet={<Snippet code={snippet} />}
      />
    );
  return (
    <div className={ui.screen["scrollX"]}>
      <Table aria-label="Guard" className={classes(ui.table["still"], css["guard"])}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Rule</Table.Th>
            <Table.Th className={ui.table["name"]}>Name</Table.Th>
            <Table.Th className={ui.screen["hidePhone"]}>Kind</Table.Th>
            <Table.Th className={ui.table["name"]}>Service</Table.Th>
            <Table.Th className={ui.table["num"]}>Calls</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {guard.map(({ service, rule, kind, name, count }) => (
            <Table.Tr key={[service, rule, kind, name].join(" ")}>
              <Table.Td className={ui.text["mono"]}>{rule}</Table.Td>
              <Table.Td className={classes(ui.table["name"], ui.text["strong"])} title={name}>
                {name === "" ? none : name}
              </Table.Td>
              <Table.Td className={ui.screen["hidePhone"]}>{kind === "" ? none : kind}</Table.Td>
              <Table.Td className={ui.table["name"]}>
                <ServiceName name={service} />
              </Table.Td>
              <Table.Td className={ui.table["num"]}>{formatCount(count)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  );
}
