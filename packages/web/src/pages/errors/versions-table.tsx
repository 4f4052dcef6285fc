import { Table } from "@mantine/core";
import type { ErrorRelease } from "contract";
import type { JSX } from "react";

import { formatCount } from "../../lib/format.ts";
import { none } from "../../lib/locale.ts";
import { classes } from "../../ui/classes.ts";
import { ui } from "../../ui/styles.ts";
import { Time } from "../../ui/time.tsx";
import css from "./side-tables.module.css";

const shown = 10;

/** The versions that a group occurred in, over all stored data, newest first. */
export function VersionsTable({
  releases,
  truncated,
}: {
  readonly releases: readonly ErrorRelease[];
  /** Older ones that are not among them. */
  readonly truncated: number;
}): JSX.Element {
  return (
    <section className={ui.section["section"]}>
      <header>
        <h2>Versions</h2>
        <span className={ui.text["dim"]}>all time, newest first</span>
      </header>
      <Table aria-label="Versions" className={classes(ui.table["still"], css["side"])}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>Version</Table.Th>
            <Table.Th className={ui.table["num"]}>Errors</Table.Th>
            <Table.Th className={ui.table["num"]}>People</Table.Th>
            <Table.Th className={ui.table["num"]}>Since</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {releases
            .toReversed()
            .slice(0, shown)
            .map(({ version, count, users, firstNs }) => (
              <Table.Tr key={version}>
                <Table.Td className={ui.text["ellip"]} title={version}>
                  {version === "" ? <span className={ui.text["dim"]}>{none}</span> : version}
                </Table.Td>
                <Table.Td className={ui.table["num"]}>{formatCount(count)}</Table.Td>
                <Table.Td className={ui.table["num"]}>{formatCount(users)}</Table.Td>
                <Table.Td className={classes(ui.table["num"], ui.text["dim"])}>
                  <Time ns={firstNs} />
                </Table.Td>
              </Table.Tr>
            ))}
        </Table.Tbody>
      </Table>
      {releases.length > shown && (
        <p className={classes(ui.text["dim"], css["more"])}>
          and {formatCount(releases.length - shown + truncated)} older ones
        </p>
      )}
    </section>
  );
}
