// Which versions of which services sent a thing, and in which form: where a type or unit drifts.
import { Table } from "@mantine/core";
import type { CatalogVersionRow } from "contract";
import type { JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { none } from "../../lib/locale.ts";
import { AndMore } from "../../ui/and-more.tsx";
import { classes } from "../../ui/classes.ts";
import { ServiceName } from "../../ui/service-name.tsx";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";

export function VersionsTable({
  versions,
  truncated,
}: {
  readonly versions: readonly CatalogVersionRow[];
  /** Those that are not listed. */
  readonly truncated: number;
}): JSX.Element | null {
  if (versions.length === 0) return null;
  return (
    <section className={ui.section["section"]}>
      <header>
        <h2>Sent by</h2>
      </header>
      <div className={ui.screen["scrollX"]}>
        <Table aria-label="Sent by" className={ui.table["still"]}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>Service</Table.Th>
              <Table.Th>Version</Table.Th>
              <Table.Th>As</Table.Th>
              <Table.Th className={ui.table["num"]}>Count</Table.Th>
              <Table.Th className={classes(ui.table["num"], ui.screen["hidePhone"])}>Last seen</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {versions.map(({ service, version, form, count, lastNs }) => (
              <Table.Tr key={`${service} ${version} ${form}`}>
                <Table.Td>
                  <ServiceName name={service} />
                </Table.Td>
                <Table.Td className={ui.text["soft"]}>{version === "" ? none : version}</Table.Td>
                <Table.Td className={ui.text["soft"]}>{form === "" ? none : form}</Table.Td>
                <Table.Td className={ui.table["num"]}>{formatCount(count)}</Table.Td>
                <Table.Td className={classes(ui.table["num"], ui.text["dim"], ui.screen["hidePhone"])}>
                  <Time ns={lastNs} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
      <AndMore truncated={truncated} things="versions" fix="Choose a shorter range." />
    </section>
  );
}
