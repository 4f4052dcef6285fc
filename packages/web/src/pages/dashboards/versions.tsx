// The versions of a dashboard: each save is one, and each can be looked at and restored.
import { Table } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import type { JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { classes } from "../../ui/classes.ts";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonTable } from "../../ui/skeleton.tsx";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import css from "./one.module.css";

export function Versions({ id, shown }: { readonly id: string; readonly shown: string }): JSX.Element {
  const query = useApi("/api/dashboards/:id/versions", { params: { id } }, { refresh: "still" });
  return (
    <section className={css["versions"]} aria-label="Versions">
      <QueryView
        query={query}
        inline
        skeleton={<SkeletonTable head={["Version", "Title", "Charts", "Saved by", "Saved"]} rows={3} />}
      >
        {({ versions }) => (
          <div className={ui.screen["scrollX"]}>
            <Table className={ui.table["table"]} aria-label="Versions">
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>Version</Table.Th>
                  <Table.Th>Title</Table.Th>
                  <Table.Th className={ui.table["num"]}>Charts</Table.Th>
                  <Table.Th>Saved by</Table.Th>
                  <Table.Th className={ui.table["num"]}>Saved</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {versions.map(({ version, title, charts, savedBy, saved }, at) => (
                  <Table.Tr key={version} className={version === shown ? ui.table["selected"] : undefined}>
                    <Table.Td>
                      <Link
                        className={classes(ui.table["rowLink"], ui.text["strong"])}
                        from="/dashboards/$id"
                        to="/dashboards/$id"
                        params={{ id }}
                        search={(previous) => ({ ...previous, version: at === 0 ? undefined : version })}
                        aria-current={version === shown ? "true" : undefined}
                      >
                        {version}
                      </Link>
                    </Table.Td>
                    <Table.Td>{title}</Table.Td>
                    <Table.Td className={ui.table["num"]}>{charts}</Table.Td>
                    <Table.Td>{savedBy}</Table.Td>
                    <Table.Td className={classes(ui.table["num"], ui.text["dim"])}>
                      <Time at={saved} />
                    </Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          </div>
        )}
      </QueryView>
    </section>
  );
}
